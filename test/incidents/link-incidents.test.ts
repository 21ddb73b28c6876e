import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseParent, possibleLinks } from '../../src/incidents/choose-parent.ts';
import { close, resolveByHand } from '../../src/incidents/transitions.ts';
import type { Incident, IncidentContext, IncidentSnapshot } from '../../src/model/incident.ts';
import { alert, captured, delivery, PlainStore, start } from './fixtures.ts';

const minute = 60_000;
const nodeDown = alert({ alertname: 'KubeNodeNotReady', node: 'node-3', namespace: 'kube-system' });
const podOn = (pod: string, labels: Record<string, string> = {}) => alert({ pod, node: 'node-3', ...labels });
const checkout = podOn('checkout-7d9f8c6b5-bx2zt');
const cart = podOn('cart-7d9f8c6b5-bx2zt');

function byKey(store: PlainStore, name: string): Incident {
  const found = [...store.incidents.values()].find(({ key }) => key.endsWith(`/${name}`));
  if (found === undefined) throw new Error(`no incident of ${name}`);
  return found;
}

describe('a node that is down', () => {
  it('takes the alerts along that name it, also those of its own delivery', () => {
    const together = new PlainStore();
    const decision = together.deliver(delivery([checkout, nodeDown]));
    const node = byKey(together, 'node-3');
    expect(byKey(together, 'checkout').partOf).toEqual({ id: node.id, reason: 'node-label' });
    expect(decision.timeline?.find(({ kind }) => kind === 'linked')?.text).toMatch(
      /^Part of Node node-3.*: its alerts name that node, which is down$/,
    );
    const later = new PlainStore();
    later.deliver(delivery([nodeDown]));
    later.deliver(delivery([cart]));
    expect(byKey(later, 'cart').partOf?.id).toBe(byKey(later, 'node-3').id);
  });

  it('takes none along that names another node, nor when its own alert is no death', () => {
    const store = new PlainStore();
    store.deliver(delivery([nodeDown, alert({ pod: 'db-0', node: 'node-4' })]));
    expect(byKey(store, 'db').partOf).toBeUndefined();
    const mild = new PlainStore();
    mild.deliver(delivery([alert({ alertname: 'KubeletTooManyPods', node: 'node-3' }), checkout]));
    expect(byKey(mild, 'checkout').partOf).toBeUndefined();
  });

  it('is over: takes nothing along any more, and another node may', () => {
    const store = new PlainStore();
    store.deliver(delivery([nodeDown, checkout]));
    const first = byKey(store, 'node-3').id;
    store.deliver(delivery([{ ...nodeDown, status: 'resolved', endsAt: start + minute }]), start + minute);
    store.deliver(delivery([cart]), start + 2 * minute);
    expect(byKey(store, 'cart').partOf).toBeUndefined();
    store.deliver(
      delivery([
        alert({ alertname: 'KubeNodeNotReady', node: 'node-9' }),
        alert({ pod: 'checkout-7d9f8c6b5-cx2zt', node: 'node-9' }),
      ]),
      start + 3 * minute,
    );
    expect(byKey(store, 'checkout').partOf?.id).toBe(byKey(store, 'node-9').id);
    expect(byKey(store, 'checkout').partOf?.id).not.toBe(first);
  });

  it('wakes for its children no more, unless one gets worse', () => {
    const store = new PlainStore();
    store.deliver(delivery([nodeDown, checkout]));
    const over = { ...checkout, status: 'resolved', endsAt: start + minute } as const;
    store.deliver(delivery([over]), start + minute);
    const back = store.deliver(delivery([{ ...checkout, startsAt: start + 2 * minute }]), start + 2 * minute);
    expect(byKey(store, 'checkout').reopenedCount).toBe(1);
    expect(back.messages?.filter(({ kind }) => kind === 'wake')).toEqual([]);
    expect(back.timeline?.find(({ kind }) => kind === 'kept-quiet')?.text).toMatch(/it is part of INC-\d+/);
    const worse = store.deliver(delivery([podOn('checkout-7d9f8c6b5-dx2zt', { severity: 'critical' })]));
    expect(worse.messages?.filter(({ kind }) => kind === 'wake')).toHaveLength(1);
  });

  it('is decided by the open node alone: any order, any repetition, the same links', () => {
    const pods = ['a', 'b', 'c'].map((name) => podOn(`${name}-7d9f8c6b5-bx2zt`));
    const all = [...pods, alert({ pod: 'db-0' })];
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...all, ...all], { minLength: 8, maxLength: 8 }),
        fc.array(fc.nat(3), { maxLength: 6 }),
        (order, repeats) => {
          const store = new PlainStore();
          store.deliver(delivery([nodeDown]));
          for (const one of order) store.deliver(delivery([one]));
          for (const index of repeats) store.deliver(delivery([all[index] ?? nodeDown, nodeDown]));
          const node = byKey(store, 'node-3').id;
          const links = [...store.incidents.values()].map(({ key, partOf }) => [key, partOf?.id]).sort();
          expect(links).toEqual([
            ['prod//Node/node-3', undefined],
            ...['a', 'b', 'c'].map((name) => [`prod/shop/workload/${name}`, node]),
            ['prod/shop/workload/db', undefined],
          ]);
          const again = store.deliver(delivery([nodeDown, ...all]));
          expect([again.alerts, again.opened, again.changed, again.timeline]).toEqual([[], [], [], []]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('links nothing in the captured webhooks, whose nodes are well', () => {
    for (const name of ['prom242-am025-kp-002-ns_payments-firing', 'prom242-am025-kp-003-ns_none-firing']) {
      const store = new PlainStore();
      store.deliver(captured(name));
      const down = [...store.incidents.values()].filter(({ key }) => key.includes('/Node/'));
      for (const { partOf } of store.incidents.values())
        expect(partOf === undefined || down.some(({ id }) => id === partOf.id)).toBe(true);
    }
  });
});

describe('by evidence', () => {
  const context = (evidence: IncidentContext['evidence']): IncidentContext => ({
    collectedAt: start,
    evidence,
    findings: [],
    runbooks: [],
  });
  const snapshot = (one: Incident, found?: IncidentContext): IncidentSnapshot => ({
    incident: one,
    alerts: one.subject.kind === 'Node' ? [nodeDown] : [],
    context: found,
  });
  const pod = (node: string, state: 'ready' | 'ill'): IncidentContext['evidence'][number] => ({
    id: `pod/${node}`,
    kind: 'pod',
    source: 'kubernetes',
    text: '',
    data: { phase: 'Running', ready: state === 'ready', node, createdAt: 0, containers: [] },
  });

  it('looks for the nodes of pods that are not ready, and for no others', () => {
    const store = new PlainStore();
    store.deliver(delivery([alert({ pod: 'db-0' })]));
    const found = context([pod('node-3', 'ill'), pod('node-4', 'ready')]);
    expect(possibleLinks(snapshot(store.only(), found))).toEqual([
      { key: 'prod//Node/node-3', reason: 'pods-on-node' },
    ]);
  });

  it('joins a node alert by address to the older one by name', () => {
    const store = new PlainStore();
    store.deliver(delivery([nodeDown]));
    store.deliver(
      delivery([alert({ alertname: 'NodeHighLoad', instance: '10.0.0.3:9100', job: 'node-exporter' })]),
    );
    const named = byKey(store, 'node-3');
    const addressed = byKey(store, '10.0.0.3');
    const node: IncidentContext['evidence'][number] = {
      id: 'node/node-3',
      kind: 'node',
      source: 'kubernetes',
      about: { cluster: 'prod', kind: 'Node', name: 'node-3' },
      text: '',
      data: { ready: 'Unknown', unschedulable: false, pressures: [], taints: [], addresses: ['10.0.0.3'] },
    };
    expect(possibleLinks(snapshot(addressed, context([node])))).toEqual([
      { key: named.key, reason: 'node-address' },
    ]);
    const reason = 'node-address' as const;
    expect(chooseParent(addressed, [{ snapshot: snapshot(named), reason }], [])?.parent.id).toBe(named.id);
    // Never in a circle.
    expect(possibleLinks(snapshot(named, context([node])))).toEqual([{ key: addressed.key, reason }]);
    expect(chooseParent(named, [{ snapshot: snapshot(addressed), reason }], [])).toBeUndefined();
  });

  it('links to the oldest of the same cause', () => {
    const store = new PlainStore();
    store.deliver(delivery([alert({ pod: 'db-0' })]));
    store.deliver(delivery([alert({ pod: 'queue-0' })]));
    const [older, newer] = [byKey(store, 'db'), byKey(store, 'queue')];
    expect(chooseParent(newer, [], [newer, older])).toEqual({ parent: older, reason: 'same-cause' });
    expect(chooseParent(older, [], [newer, older])).toBeUndefined();
  });
});

describe('the last incident of the same object', () => {
  it('is named by the next one, once it is closed', () => {
    const store = new PlainStore();
    store.deliver(delivery([checkout]));
    const ended = resolveByHand(store.only(), { person: 'U1' }, start + minute);
    if ('late' in ended) throw new Error(ended.late);
    const closed = close(ended.incident, start + 2 * minute);
    if ('late' in closed) throw new Error(closed.late);
    store.put(closed.incident);
    const decision = store.deliver(delivery([cart, { ...checkout, startsAt: start + 5 * minute }]));
    const [fresh, again] = ['cart', 'checkout'].map((name) =>
      decision.opened.find(({ key }) => key.endsWith(`/${name}`)),
    );
    expect(fresh?.earlier).toBeUndefined();
    expect(again?.earlier).toEqual({ id: 'incident-1', number: 1, openedAt: start });
    expect(decision.timeline?.map(({ text }) => text).join()).toContain(
      'the last one of this object was INC-1',
    );
  });
});
