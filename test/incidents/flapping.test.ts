import { expect, it } from 'vitest';
import { alert, delivery, PlainStore, start } from './fixtures.ts';

const minute = 60_000;

it.each([
  ['warning', [1, 2, 4, 8]],
  ['critical', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
])('is one incident with a count when a %s flaps: of nine times it wakes for %j', (severity, waking) => {
  const store = new PlainStore();
  const flapping = alert({ pod: 'checkout-7d9f8c6b5-bx2zt', severity });
  store.deliver(delivery([flapping]));
  const woken: number[] = [];
  for (let time = 1; time <= 9; time += 1) {
    const over = start + time * 10 * minute - 5 * minute;
    const before = { ...flapping, startsAt: start + (time - 1) * 10 * minute };
    store.deliver(delivery([{ ...before, status: 'resolved', endsAt: over }]), over);
    const back = start + time * 10 * minute;
    const decision = store.deliver(delivery([{ ...flapping, startsAt: back }]), back);
    if (decision.messages?.some(({ kind }) => kind === 'wake') === true) woken.push(time);
    else expect(decision.timeline?.at(-1)?.text).toContain('The channel was not woken: it flaps');
  }
  expect(store.only()).toMatchObject({ state: 'firing', reopenedCount: 9 });
  expect(woken).toEqual(waking);
  // After a longer rest it is news again, whatever the count is.
  const over = start + 95 * minute;
  const last = { ...flapping, startsAt: start + 90 * minute };
  store.deliver(delivery([{ ...last, status: 'resolved', endsAt: over }]), over);
  const later = store.deliver(delivery([{ ...flapping, startsAt: over + 30 * minute }]), over + 30 * minute);
  expect(later.messages?.map(({ id }) => id)).toContain('wake/incident-1/reopened-10');
});

it('another routing tree: the same alerts in other groups, from another receiver, decide nothing', () => {
  const store = new PlainStore();
  const pods = ['bx2zt', 'cx2zt'].map((pod) => alert({ pod: `checkout-7d9f8c6b5-${pod}` }));
  store.deliver(delivery(pods));
  for (const pod of pods) {
    const rest = { receiver: 'team/other', groupKey: '{}/{team="a"}:{pod="x"}', groupLabels: { pod: 'x' } };
    const again = store.deliver(delivery([pod], rest), start + 5 * minute);
    expect([again.alerts, again.opened, again.changed, again.messages]).toEqual([[], [], [], []]);
  }
  expect(store.only()).toMatchObject({ state: 'firing', firingCount: 2, alertCount: 2 });
});
