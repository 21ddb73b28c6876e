import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertIdentity, type Alert } from '../../src/model/alert.ts';
import { alert, captured, delivery, PlainStore, start } from './fixtures.ts';

/** Three alerts of two workloads. */
const series: readonly Record<string, string>[] = [
  { pod: 'checkout-7d9f8c6b5-bx2zt' },
  { alertname: 'KubeDeploymentReplicasMismatch', deployment: 'checkout' },
  { pod: 'db-0' },
];

interface Message {
  series: number;
  startsAt: number;
  /** Absent: firing. */
  endsAt?: number;
}

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ series: fc.nat(2), startsAt: fc.nat(6) }),
  fc
    .record({ series: fc.nat(2), startsAt: fc.nat(6), lasts: fc.integer({ min: 1, max: 3 }) })
    .map(({ lasts, ...rest }) => ({ ...rest, endsAt: rest.startsAt + lasts })),
);

function toAlert({ series: index, startsAt, endsAt }: Message): Alert {
  const minute = (time: number): number => start + time * 60_000;
  return alert(series[index] ?? {}, {
    startsAt: minute(startsAt),
    ...(endsAt === undefined ? {} : { status: 'resolved', endsAt: minute(endsAt) }),
  });
}

/** The rule of docs/subjects.md in three lines: which series fire after these messages, in whatever order they came. */
function firingSeries(messages: readonly Message[]): number[] {
  return [0, 1, 2].filter((index) => {
    const told = messages.filter((one) => one.series === index);
    const last = Math.max(...told.map((one) => one.startsAt));
    const over = told.some((one) => one.endsAt !== undefined && (one.startsAt === last || one.endsAt > last));
    return told.length > 0 && !over;
  });
}

/** Deliveries of any size, with whatever group status and number of alerts cut off. */
function deliver(
  deliveries: readonly { messages: Message[]; claims: 'firing' | 'resolved'; cut: number }[],
): PlainStore {
  const store = new PlainStore();
  for (const [index, { messages, claims, cut }] of deliveries.entries()) {
    store.deliver(
      delivery(messages.map(toAlert), { status: claims, truncatedAlerts: cut }),
      start + (index + 10) * 60_000,
    );
  }
  return store;
}

const history = fc.array(
  fc.record({
    messages: fc.array(message, { minLength: 1, maxLength: 4 }),
    claims: fc.constantFrom('firing' as const, 'resolved' as const),
    cut: fc.nat(3),
  }),
  { minLength: 1, maxLength: 8 },
);

/** What people would see of each incident. */
function picture(store: PlainStore): unknown {
  return [...store.incidents.values()]
    .map(({ key, state, firingCount, alertCount }) => ({ key, state, firingCount, alertCount }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}

describe('any order, any repetition, any truncation', () => {
  it('ends in what a plain model says', () => {
    fc.assert(
      fc.property(history, (deliveries) => {
        const store = deliver(deliveries);
        const firing = firingSeries(deliveries.flatMap((one) => one.messages));
        const expected = new Set<string>(firing.map((index) => (index === 2 ? 'db' : 'checkout')));
        for (const incident of store.incidents.values()) {
          const name = incident.key.split('/').at(-1) ?? '';
          expect(incident.state).toBe(expected.has(name) ? 'firing' : 'resolved');
          expect(incident.firingCount).toBe(
            firing.filter((index) => (index === 2) === (name === 'db')).length,
          );
        }
      }),
      { numRuns: 400 },
    );
  });

  it('ends in the same picture when deliveries are shuffled and repeated', () => {
    fc.assert(
      fc.property(
        history.chain((deliveries) =>
          fc.tuple(
            fc.constant(deliveries),
            fc.shuffledSubarray([...deliveries, ...deliveries], { minLength: deliveries.length * 2 }),
          ),
        ),
        ([deliveries, disorder]) => {
          expect(picture(deliver(disorder))).toEqual(picture(deliver(deliveries)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps one incident a key, decides nothing twice, and makes each message once', () => {
    fc.assert(
      fc.property(history, (deliveries) => {
        const store = deliver(deliveries);
        const keys = [...store.incidents.values()].map((incident) => incident.key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const row of store.alerts.values()) expect(store.incidents.has(row.incidentId)).toBe(true);
        const again = store.deliver(delivery(deliveries.flatMap((one) => one.messages.map(toAlert))));
        expect([again.alerts, again.opened, again.changed, again.messages]).toEqual([[], [], [], []]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the captured webhooks', () => {
  it('end in the same picture forwards and backwards', () => {
    const names = ['prom242-am025-kp-002-ns_payments-firing', 'prom242-am025-kp-007-ns_payments-mixed'];
    const deliveries = names.map(captured);
    const forwards = new PlainStore();
    for (const one of deliveries) forwards.deliver(one);
    const backwards = new PlainStore();
    for (const one of [...deliveries.toReversed(), ...deliveries]) backwards.deliver(one);
    expect(picture(backwards)).toEqual(picture(forwards));
    const open = [...forwards.incidents.values()].filter((incident) => incident.state === 'firing');
    expect(open.map((incident) => [incident.key, incident.firingCount])).toEqual([
      ['prod/payments/workload/api', 3],
    ]);
    expect(new Set(deliveries.flatMap((one) => one.alerts.map(alertIdentity))).size).toBe(17);
  });
});
