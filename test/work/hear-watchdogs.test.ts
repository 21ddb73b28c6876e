import { describe, expect, it } from 'vitest';
import type { Watchdog } from '../../src/model/watchdog.ts';
import { hearDelivered, hearListed } from '../../src/work/hear-watchdogs.ts';
import { alert, delivery, start } from '../incidents/fixtures.ts';

const minute = 60_000;
const watchdog = (labels: Record<string, string> = {}) => alert({ alertname: 'Watchdog', ...labels });

/** What is known, as the store keeps it. */
function memory(...known: Watchdog[]) {
  const keyOf = ({ source, cluster }: Watchdog) =>
    source === 'alertmanager' ? cluster : `${source} ${cluster}`;
  const rows = new Map(known.map((one) => [keyOf(one), one]));
  return {
    rows,
    listWatchdogs: async () => [...rows.values()],
    recordWatchdogs: async (heard: readonly Watchdog[]) => heard.forEach((one) => rows.set(keyOf(one), one)),
  };
}

describe('a Watchdog that is delivered', () => {
  it('is noted once for each cluster, by the time it was received', async () => {
    const store = memory();
    const body = delivery([watchdog(), watchdog({ cluster: 'staging' }), alert({})]);
    await hearDelivered(store, { delivery: body, receivedAt: start }, 'prod');
    await hearDelivered(store, { delivery: body, receivedAt: start }, 'prod');
    expect([...store.rows.values()]).toEqual(
      [
        { source: 'alertmanager', cluster: 'prod', heardAt: start, gaps: [], ended: false },
        { source: 'alertmanager', cluster: 'staging', heardAt: start, gaps: [], ended: false },
      ].map((one) => expect.objectContaining(one) as Watchdog),
    );
  });

  it('as resolved ends what is known, and makes nothing known', async () => {
    const store = memory();
    const body = delivery([{ ...watchdog(), status: 'resolved', endsAt: start }]);
    await hearDelivered(store, { delivery: body, receivedAt: start }, 'prod');
    expect(store.rows.size).toBe(0);
    await hearDelivered(store, { delivery: delivery([watchdog()]), receivedAt: start }, 'prod');
    await hearDelivered(store, { delivery: body, receivedAt: start + minute }, 'prod');
    expect(store.rows.get('prod')).toMatchObject({ heardAt: start, ended: true });
  });

  it('makes at most fifty clusters known', async () => {
    const store = memory();
    const many = Array.from({ length: 200 }, (_, index) => watchdog({ cluster: `c${index}` }));
    await hearDelivered(store, { delivery: delivery(many), receivedAt: start }, 'prod');
    expect(store.rows.size).toBe(50);
  });
});

describe('a Watchdog that Alertmanager lists', () => {
  const known: Watchdog = {
    source: 'alertmanager',
    cluster: 'prod',
    heardAt: start,
    gaps: [],
    ended: true,
  };
  const listed = (updatedAt: number) => ({
    fingerprint: 'a',
    labels: { alertname: 'Watchdog' },
    startsAt: start,
    updatedAt,
    state: 'active' as const,
    silencedBy: [],
    inhibitedBy: [],
  });

  it('counts as heard while it is refreshed, for its own cluster only', async () => {
    const store = memory(known, { ...known, cluster: 'staging' });
    await hearListed(store, 'prod', [listed(start + 9 * minute)], start + 10 * minute);
    expect(store.rows.get('prod')).toMatchObject({ heardAt: start + 9 * minute, gaps: [], ended: false });
    expect(store.rows.get('staging')).toMatchObject({ heardAt: start, ended: true });
  });

  it('of two senders for one cluster, each with a Watchdog of its own, keeps only the one alive that is listed', async () => {
    const store = memory();
    const labelled = (prometheus: string) => watchdog({ prometheus });
    const [east, west] = [labelled('east'), labelled('west')];
    for (const [source, one] of [
      ['east', east],
      ['west', west],
    ] as const)
      await hearDelivered(store, { delivery: delivery([one], { source }), receivedAt: start }, 'prod');
    const list = [{ ...listed(start + 9 * minute), fingerprint: east.fingerprint }];
    await hearListed(store, 'prod', list, start + 10 * minute);
    expect(store.rows.get('east prod')).toMatchObject({ heardAt: start + 9 * minute });
    expect(store.rows.get('west prod')).toMatchObject({ heardAt: start });
  });

  it('counts for nothing when it is old, or was never sent to us', async () => {
    const store = memory(known);
    await hearListed(store, 'prod', [listed(start + minute)], start + 10 * minute);
    expect(store.rows.get('prod')?.heardAt).toBe(start);
    const nobody = memory();
    await hearListed(nobody, 'prod', [listed(start)], start);
    expect(nobody.rows.size).toBe(0);
  });
});
