import type { IncidentContext } from '../../../src/model/incident.ts';
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

/** Does the publish work that is due, as the worker would, until none is due within `withinMs`. Returns the problems on the way. */
export async function publishAll(
  store: Store,
  slack: {
    publish(
      messageId: string,
    ): Promise<{ done: true } | { retryInMs: number; problem: string } | { failed: true; problem: string }>;
  },
  options: { withinMs?: number; rounds?: number } = {},
): Promise<string[]> {
  const problems: string[] = [];
  for (let round = 0; round < (options.rounds ?? 200); round += 1) {
    const items = await store.claimDue({ owner: 'test', leaseMs: 60_000, limit: 16, kinds: ['publish'] });
    if (items.length === 0) {
      const next = await nextPublish(store);
      if (next === undefined || next > (options.withinMs ?? 3000)) return problems;
      await new Promise((resolve) => setTimeout(resolve, Math.max(5, next)));
      continue;
    }
    await Promise.all(
      items.map(async (item) => {
        const outcome = await slack.publish(item.key);
        if ('problem' in outcome) problems.push(outcome.problem);
        if ('retryInMs' in outcome) await store.postponeDue(item, outcome.retryInMs, outcome.problem);
        else await store.completeDue(item);
      }),
    );
  }
  throw new Error(`still publishing: ${problems.slice(-5).join('; ')}`);
}

/** Other kinds of work (intake) are due too in these tests: they are taken out of the way. */
async function nextPublish(store: Store): Promise<number | undefined> {
  const others = await store.claimDue({
    owner: 'test',
    leaseMs: 600_000,
    limit: 100,
    kinds: ['intake', 'input', 'enrich', 'execute', 'verify', 'expire', 'close'],
  });
  for (const item of others) await store.completeDue(item);
  return await store.nextDueInMs();
}
