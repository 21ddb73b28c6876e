import { describe, expect, test } from 'vitest';
import { alertExample, incidentExample, openIncidentExample } from '../support/examples.ts';
import { engines } from '../support/test-database.ts';
import { openTestEngine } from '../support/test-store.ts';

describe.each(engines)('on %s', (engine) => {
  test('what fires is compared, and what ended only by not being listed; nothing else', async () => {
    const { store } = await openTestEngine(engine);
    await openIncidentExample(store, { id: 'fires', key: 'a' });
    const gone = { id: 'gone', key: 'b', state: 'resolved', resolveReason: 'not-listed' } as const;
    await openIncidentExample(store, gone);
    await openIncidentExample(store, { id: 'told', key: 'c', state: 'resolved' });
    await openIncidentExample(store, {
      id: 'closed',
      key: 'd',
      state: 'closed',
      resolveReason: 'not-listed',
    });
    await openIncidentExample(store, { id: 'elsewhere', key: 'e', cluster: 'staging' });
    const found = await store.listReconcilable('prod');
    expect(found.map(({ incident, alerts }) => [incident.id, alerts.length])).toEqual([
      ['fires', 1],
      ['gone', 1],
    ]);
    expect((await store.findIncidentByKey('d'))?.incident.id).toBe('closed');
    expect(await store.findIncidentByKey('nobody')).toBeUndefined();
  });

  test('a decision without a delivery is written whole, or not at all', async () => {
    const { store } = await openTestEngine(engine);
    const incident = await openIncidentExample(store);
    const alert = {
      ...alertExample({ fingerprint: 'of-incident-1', status: 'resolved' }),
      incidentId: incident.id,
    };
    const decision = { alerts: [alert], opened: [], changed: [{ ...incident, firingCount: 0 }] };
    expect(await store.applyDecision(decision)).toBe('written');
    expect(await store.loadIncident(incident.id)).toMatchObject({
      incident: { firingCount: 0 },
      alerts: [{ status: 'resolved' }],
    });
    const late = { ...decision, opened: [incidentExample({ id: 'other', key: 'other' })] };
    expect(await store.applyDecision(late)).toBe('conflict');
    expect(await store.loadIncident('other')).toBeUndefined();
  });

  test('alerts are found by their name, in any case, and nothing else that quotes it', async () => {
    const { store } = await openTestEngine(engine);
    await openIncidentExample(store, { id: 'one', key: 'a' });
    const labels = { alertname: 'Other', note: '"alertname":"KubePodCrashLooping"' };
    const quoting = { ...alertExample({ fingerprint: 'f2', labels }), incidentId: 'one' };
    await store.applyDecision({ alerts: [quoting], opened: [], changed: [] });
    const found = await store.findAlertsByName('kubepodcrashlooping', 10);
    expect(found.alerts.map(({ incidentId, fingerprint }) => [incidentId, fingerprint])).toEqual([
      ['one', 'of-one'],
    ]);
    expect(found).toMatchObject({ deliveries: 1, searchedDeliveries: 1000 });
    expect(await store.findAlertsByName('KubePod%', 10)).toMatchObject({ alerts: [], deliveries: 0 });
  });
});
