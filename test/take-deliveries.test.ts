import { expect, it } from 'vitest';
import type { IntakeRules } from '../src/take-deliveries.ts';
import { webhookBody } from './store/support/examples.ts';
import { openTestStore, startTime } from './store/support/test-store.ts';

const rules: IntakeRules = {
  defaultCluster: 'prod',
  knownClusters: ['prod'],
  noise: [],
  closeAfterMs: 86_400_000,
  slack: { channel: '#incidents', routes: [{ labels: { namespace: 'shop' }, channel: '#shop' }] },
  limits: { after: 6, critical: 3 },
  reconciled: ['prod'],
};
const intake = { module: new URL('../src/take-deliveries.ts', import.meta.url), rules };

async function deliver({ store }: Pick<Awaited<ReturnType<typeof openTestStore>>, 'store'>): Promise<string> {
  const recorded = await store.recordDelivery({
    source: 'alertmanager',
    receivedAt: startTime,
    body: webhookBody(),
  });
  if (recorded.outcome !== 'recorded') throw new Error(recorded.message);
  return recorded.deliveryId;
}

it("the store's thread puts alerts into incidents by the rules that it was given", async () => {
  const { store } = await openTestStore({ intake });
  const deliveryId = await deliver({ store });
  const taken = await store.takeDelivery(deliveryId);
  const [incident] = await store.listOpenIncidents();
  expect(incident).toMatchObject({ channel: '#shop', openedAt: startTime });
  expect(taken).toEqual({
    opened: [{ id: incident?.id, key: incident?.key, severity: incident?.severity }],
    changed: [],
  });
  const due = await store.claimDue({ owner: 'me', leaseMs: 1_000, limit: 10, kinds: ['reconcile'] });
  expect(due).toMatchObject([{ key: 'prod' }]);
  expect(await store.takeDelivery(deliveryId)).toBeUndefined();
});

it('a store that was opened without rules says so and keeps the delivery', async () => {
  const { store } = await openTestStore();
  const deliveryId = await deliver({ store });
  await expect(store.takeDelivery(deliveryId)).rejects.toThrow('without rules of intake');
  expect(await store.loadIntake(deliveryId)).toBeDefined();
});
