import type { IncidentContext } from '../../../src/model/incident.ts';
import type { SharedClock } from '../../../src/store/shared-clock.ts';
import type { Store } from '../../../src/store/store.ts';
import { alertFixture, contextFixture, incidentFixture } from './incident-fixture.ts';

const alertBody = JSON.stringify({
  version: '4',
  groupKey: 'g',
  status: 'firing',
  receiver: 'middlewatch',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: '',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', pod: 'checkout-7d9f8-x2x' },
      annotations: {},
      startsAt: '2026-11-23T03:12:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: 'a1b2c3d4e5f60718',
    },
  ],
});

/** An open incident with its card (and detail) wanted, as intake leaves it. Returns its id. */
export async function openIncident(
  store: Store,
  name = 'incident-1',
  context: IncidentContext | 'none' = contextFixture(),
): Promise<string> {
  const delivery = await store.recordDelivery({
    source: name,
    receivedAt: Date.now(),
    body: new TextEncoder().encode(alertBody.replace('"g"', JSON.stringify(name))),
  });
  if (delivery.outcome !== 'recorded') throw new Error(delivery.message);
  await store.applyIntake(delivery.deliveryId, {
    alerts: [{ ...alertFixture({ source: name }), incidentId: name }],
    opened: [incidentFixture({ id: name, number: 0, key: name, channel: '#incidents', version: 0 })],
    changed: [],
    messages: [
      { id: `card/${name}`, kind: 'card', incidentId: name, channel: '#incidents' },
      {
        id: `detail/${name}`,
        kind: 'detail',
        incidentId: name,
        channel: '#incidents',
        threadOf: `card/${name}`,
      },
    ],
  });
  if (context !== 'none') await store.recordContext(name, context, {});
  return name;
}

interface Publishing {
  store: Store;
  clock: SharedClock;
  slack: {
    publish(
      messageId: string,
    ): Promise<{ done: true } | { retryInMs: number; problem: string } | { failed: true; problem: string }>;
  };
}

/**
 * Does the publish work that is due, as the worker would, until none is due within `withinMs` of the store's clock.
 * Pauses of ours are skipped by turning that clock; Slack's own (rate, Retry-After) are waited for. Returns the problems.
 */
export async function publishAll(
  { store, clock, slack }: Publishing,
  { withinMs = 5000 }: { withinMs?: number } = {},
): Promise<string[]> {
  const problems: string[] = [];
  for (let round = 0; round < 500; round += 1) {
    const items = await store.claimDue({ owner: 'test', leaseMs: 600_000, limit: 16, kinds: ['publish'] });
    if (items.length === 0) {
      const next = await nextPublish(store);
      if (next === undefined || next > withinMs) return problems;
      clock.advance(next);
    }
    await Promise.all(
      items.map(async (item) => {
        const outcome = await slack.publish(item.key);
        if ('problem' in outcome) problems.push(outcome.problem);
        if (!('retryInMs' in outcome)) {
          await store.completeDue(item);
          return;
        }
        if (/Slack limits|its turn/.test(outcome.problem))
          await new Promise((resolve) => setTimeout(resolve, outcome.retryInMs));
        await store.postponeDue(item, outcome.retryInMs, outcome.problem);
      }),
    );
  }
  throw new Error(`still publishing: ${problems.slice(-5).join('; ')}`);
}

/** Other kinds of work (intake) are due too in these tests: they are taken out of the way. */
async function nextPublish(store: Store): Promise<number | undefined> {
  const kinds = ['intake', 'input', 'enrich', 'execute', 'verify', 'expire', 'close'] as const;
  const others = await store.claimDue({ owner: 'test', leaseMs: 600_000, limit: 100, kinds });
  for (const item of others) await store.completeDue(item);
  return await store.nextDueInMs();
}
