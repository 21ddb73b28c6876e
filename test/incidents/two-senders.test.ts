import { expect, it } from 'vitest';
import { captured, PlainStore, start } from './fixtures.ts';

it('two senders that tell of the same alert make one incident of two alerts, and each ends its own', () => {
  const store = new PlainStore();
  const fired = captured('am025-basic-firing');
  const ended = captured('am025-basic-resolved');
  const from = (source: string, told: typeof fired): typeof fired => ({
    ...told,
    source,
    alerts: told.alerts.map((alert) => ({ ...alert, source })),
  });
  store.deliver(from('prod', fired), start);
  store.deliver(from('mimir', fired), start + 1_000);
  const [incident, ...more] = [...store.incidents.values()];
  expect(more).toEqual([]);
  expect(incident).toMatchObject({ state: 'firing', alertCount: 2, firingCount: 2 });
  store.deliver(from('prod', ended), start + 2_000);
  expect([...store.incidents.values()][0]).toMatchObject({ state: 'firing', firingCount: 1 });
  store.deliver(from('mimir', ended), start + 3_000);
  expect([...store.incidents.values()][0]).toMatchObject({ state: 'resolved', firingCount: 0 });
});
