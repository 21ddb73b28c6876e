import { describe, expect, test } from 'vitest';
import { alertExample, openIncidentExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine } from '../support/test-store.ts';

const since = 1_000_000;

describe.each(engines)('on %s', (engine) => {
  test('what fired at some time since then, of this cluster, newest first', async () => {
    const { store } = await openTestEngine(engine);
    const incident = await openIncidentExample(store);
    const closed = await openIncidentExample(store, { id: 'closed', key: 'b', state: 'closed' });
    const elsewhere = await openIncidentExample(store, { id: 'elsewhere', key: 'c', cluster: 'staging' });
    const alerts = [
      { ...alertExample({ fingerprint: 'old-and-over', startsAt: 1, endsAt: 2 }), incidentId: incident.id },
      {
        ...alertExample({ fingerprint: 'old-and-firing', startsAt: 3, endsAt: null }),
        incidentId: incident.id,
      },
      {
        ...alertExample({ fingerprint: 'ended-since', startsAt: 4, endsAt: since + 1 }),
        incidentId: incident.id,
      },
      { ...alertExample({ fingerprint: 'new', startsAt: since + 5, endsAt: null }), incidentId: incident.id },
      {
        ...alertExample({ fingerprint: 'new-and-closed', startsAt: since + 6, endsAt: since + 7 }),
        incidentId: closed.id,
      },
      {
        ...alertExample({ fingerprint: 'elsewhere', startsAt: since + 8, endsAt: null }),
        incidentId: elsewhere.id,
      },
    ];
    expect(await store.applyDecision({ alerts, opened: [], changed: [] })).toBe('written');
    const known = new Set(alerts.map(({ fingerprint }) => fingerprint));
    const listed = async (limit: number): Promise<string[]> =>
      (await store.listRecentAlerts('prod', since, limit)).map(({ fingerprint }) => fingerprint);
    expect((await listed(50)).filter((one) => known.has(one))).toEqual([
      'new-and-closed',
      'new',
      'ended-since',
      'old-and-firing',
    ]);
    expect(await listed(1)).toHaveLength(1);
  });
});
