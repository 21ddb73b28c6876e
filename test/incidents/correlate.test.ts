import { describe, expect, it } from 'vitest';
import { acknowledge, close, resolveByHand, type Late, type Moved } from '../../src/incidents/transitions.ts';
import type { Incident } from '../../src/model/incident.ts';
import { alert, captured, delivery, PlainStore, start } from './fixtures.ts';

const minute = 60_000;
const who = { person: 'U1' };
const crash = alert({ pod: 'checkout-7d9f8c6b5-bx2zt', container: 'app' });
const resolved = { ...crash, status: 'resolved', endsAt: start + minute } as const;
const mismatch = alert({ alertname: 'KubeDeploymentReplicasMismatch', deployment: 'checkout' });

function moved(result: Moved | Late): Incident {
  if ('late' in result) throw new Error(result.late);
  return result.incident;
}

function withAcknowledged(...alerts: (typeof crash)[]): PlainStore {
  const store = new PlainStore();
  store.deliver(delivery(alerts));
  store.put(moved(acknowledge(store.only(), who, start)));
  return store;
}

describe('opening', () => {
  it('makes one incident of three crashing pods, their Deployment and its autoscaler', () => {
    const store = new PlainStore();
    const decision = store.deliver(
      delivery([
        alert({ alertname: 'KubeHpaMaxedOut', horizontalpodautoscaler: 'checkout' }),
        ...['bx2zt', 'cx2zt', 'dx2zt'].map((suffix) => alert({ pod: `checkout-7d9f8c6b5-${suffix}` })),
        mismatch,
      ]),
    );
    expect(decision.opened).toHaveLength(1);
    expect(store.only()).toMatchObject({
      key: 'prod/shop/workload/checkout',
      subject: { kind: 'Deployment', namespace: 'shop', name: 'checkout' },
      subjectReason: 'workload-label',
      firingCount: 5,
      state: 'firing',
      channel: '#incidents',
    });
    expect(decision.messages).toEqual([
      { id: 'card/incident-1', kind: 'card', channel: '#incidents', incidentId: 'incident-1' },
    ]);
    expect(decision.due).toEqual([{ kind: 'enrich', key: 'incident-1' }]);
    expect(decision.audit?.map((entry) => entry.kind)).toEqual(['incident-opened']);
  });

  it('names the Deployment as the subject once a label does, without another key', () => {
    const store = new PlainStore();
    store.deliver(delivery([alert({ alertname: 'TargetDown', service: 'checkout', job: 'checkout' })]));
    expect(store.only().subject.kind).toBe('Service');
    const { key } = store.only();
    store.deliver(delivery([mismatch]));
    expect(store.only()).toMatchObject({ key, subject: { kind: 'Deployment' }, firingCount: 2 });
  });

  it('opens nothing for Watchdog and InfoInhibitor', () => {
    const store = new PlainStore();
    const decision = store.deliver(
      delivery([alert({ alertname: 'Watchdog', severity: 'none' }), alert({ alertname: 'InfoInhibitor' })]),
    );
    expect(decision).toEqual({
      alerts: [],
      opened: [],
      changed: [],
      timeline: [],
      audit: [],
      due: [],
      messages: [],
    });
  });

  it('sends a critical one to the channel that its labels choose, and keeps clusters apart', () => {
    const store = new PlainStore();
    store.deliver(
      delivery([
        crash,
        alert({ pod: 'checkout-7d9f8c6b5-bx2zt', severity: 'critical', cluster: 'staging' }),
        alert({ pod: 'checkout-7d9f8c6b5-bx2zt', cluster: 'elsewhere' }),
      ]),
    );
    const all = [...store.incidents.values()];
    expect(all.map((one) => [one.cluster, one.clusterKnown, one.channel])).toEqual([
      ['prod', true, '#incidents'],
      ['staging', true, '#critical'],
      ['elsewhere', false, '#incidents'],
    ]);
  });
});

describe('repeats and disorder', () => {
  it('decides nothing for a delivery that it knows', () => {
    const store = new PlainStore();
    store.deliver(delivery([crash, mismatch]));
    const again = store.deliver(delivery([crash, mismatch]));
    expect([again.alerts, again.opened, again.changed, again.messages]).toEqual([[], [], [], []]);
  });

  it('resolves when all alerts are resolved, whatever the group says', () => {
    const store = new PlainStore();
    store.deliver(delivery([crash, mismatch]));
    store.deliver(delivery([resolved], { status: 'resolved', truncatedAlerts: 1 }), start + minute);
    expect(store.only()).toMatchObject({ state: 'firing', firingCount: 1 });
    const last = store.deliver(
      delivery([{ ...mismatch, status: 'resolved', endsAt: start + minute }]),
      start + 2 * minute,
    );
    expect(store.only()).toMatchObject({
      state: 'resolved',
      resolveReason: 'alerts-resolved',
      firingCount: 0,
    });
    expect(last.due).toEqual([
      { kind: 'close', key: 'incident-1', inMs: 86_400_000 },
      { kind: 'enrich', key: 'incident-1', inMs: 20_000 },
    ]);
    expect(last.timeline?.map((entry) => entry.kind)).toEqual(['alert-resolved', 'resolved']);
    expect(last.audit?.map((entry) => entry.kind)).toEqual(['resolved']);
  });

  it('shows no card for an alert that was over before it arrived, and a late firing of it opens nothing', () => {
    const store = new PlainStore();
    const first = store.deliver(delivery([resolved]));
    expect(first.messages).toEqual([]);
    expect(store.only().state).toBe('resolved');
    const late = store.deliver(delivery([crash]), start + minute);
    expect(late.changed).toEqual([]);
    expect(store.only().state).toBe('resolved');
  });

  it('shows its first card, and no more than that, when such an alert fires again', () => {
    const store = new PlainStore();
    store.deliver(delivery([resolved]));
    const decision = store.deliver(
      delivery([{ ...crash, startsAt: start + 5 * minute }]),
      start + 5 * minute,
    );
    expect(decision.messages?.map((message) => message.id)).toEqual(['card/incident-1']);
  });

  it('takes a truncated payload that says resolved for what it lists only', () => {
    const store = new PlainStore();
    const hidden = captured('am025-truncated-status-RESOLVED-while-2-still-firing');
    const four = [0, 1, 2, 3].map((n) => ({
      ...hidden.alerts[n % 2]!,
      fingerprint: n < 2 ? hidden.alerts[n]!.fingerprint : `000000000000000${n}`,
      status: 'firing' as const,
      endsAt: null,
    }));
    store.deliver(delivery(four));
    store.deliver(hidden);
    expect(store.only()).toMatchObject({ state: 'firing', firingCount: 2, alertCount: 4 });
  });

  it('ends an occurrence that started before another of the same labels', () => {
    const store = new PlainStore();
    store.deliver(delivery([crash]));
    store.deliver(delivery([{ ...crash, startsAt: start + 5 * minute }]));
    expect(store.only()).toMatchObject({ firingCount: 1, alertCount: 2, state: 'firing', reopenedCount: 0 });
    store.deliver(delivery([{ ...resolved, startsAt: start + 5 * minute, endsAt: start + 6 * minute }]));
    expect(store.only()).toMatchObject({ firingCount: 0, state: 'resolved' });
  });

  it('follows a start that moved back when two replicas of Prometheus were merged', () => {
    const store = new PlainStore();
    store.deliver(delivery([crash]));
    const earlier = start - 20_000;
    store.deliver(delivery([{ ...crash, startsAt: earlier }]));
    expect(store.only().firingCount).toBe(1);
    store.deliver(delivery([{ ...resolved, startsAt: earlier }]), start + minute);
    expect(store.only()).toMatchObject({ firingCount: 0, state: 'resolved' });
  });
});

describe('reopening', () => {
  const again = { ...crash, startsAt: start + 10 * minute };

  it('reopens for a new start, says so, wakes the channel and looks again', () => {
    const store = withAcknowledged(crash);
    store.deliver(delivery([resolved]), start + minute);
    const decision = store.deliver(delivery([again]), start + 10 * minute);
    const incident = store.only();
    expect(incident).toMatchObject({ state: 'firing', reopenedCount: 1, firingCount: 1 });
    expect(incident).not.toHaveProperty('acknowledgedBy');
    expect(incident).not.toHaveProperty('resolveReason');
    expect(decision.timeline?.map((entry) => entry.text)).toEqual([
      'Reopened: KubePodCrashLooping fires again',
      'The channel was woken: the incident is back',
    ]);
    expect(decision.audit?.map((entry) => entry.kind)).toEqual(['reopened']);
    expect(decision.messages?.map((message) => message.id)).toEqual([
      'card/incident-1',
      'wake/incident-1/reopened-1',
    ]);
    expect(decision.due).toEqual([{ kind: 'enrich', key: 'incident-1' }]);
  });

  it('does not reopen a closed incident: a new one opens', () => {
    const store = new PlainStore();
    store.deliver(delivery([crash]));
    store.deliver(delivery([resolved]));
    store.put(moved(close(store.only(), start + 86_400_000)));
    const decision = store.deliver(delivery([again]), start + 90_000_000);
    expect(decision.changed).toEqual([]);
    expect([...store.incidents.values()].map((one) => one.state)).toEqual(['closed', 'firing']);
  });

  it('lets a resolution by hand hold while the same alerts go on, until one refires', () => {
    const store = new PlainStore();
    store.deliver(delivery([crash]));
    store.put(moved(resolveByHand(store.only(), who, start + minute)));
    store.deliver(delivery([crash]), start + 2 * minute);
    store.deliver(delivery([mismatch]), start + 3 * minute);
    expect(store.only()).toMatchObject({ state: 'resolved', resolveReason: 'by-hand', firingCount: 2 });
    store.deliver(delivery([again]), start + 10 * minute);
    expect(store.only()).toMatchObject({ state: 'firing', reopenedCount: 1 });
    expect(store.only()).not.toHaveProperty('resolvedBy');
  });

  it.each([
    ['a severity that rises', alert({ deployment: 'checkout', severity: 'critical' })],
    ['an alert that starts afterwards', { ...mismatch, startsAt: start + 2 * minute }],
  ])('ends a resolution by hand for %s', (_, joining) => {
    const store = new PlainStore();
    store.deliver(delivery([crash]));
    store.put(moved(resolveByHand(store.only(), who, start + minute)));
    store.deliver(delivery([joining]), start + 3 * minute);
    expect(store.only()).toMatchObject({ state: 'firing', reopenedCount: 1 });
  });
});

describe('joining', () => {
  it('only edits the card while nobody has acknowledged', () => {
    const store = new PlainStore();
    store.deliver(delivery([crash]));
    const decision = store.deliver(delivery([mismatch]));
    expect(decision.messages?.map((message) => message.kind)).toEqual(['card']);
    expect(decision.due).toEqual([{ kind: 'enrich', key: 'incident-1' }]);
  });

  it('is a quiet line in the thread of an acknowledged incident', () => {
    const store = withAcknowledged(crash);
    const decision = store.deliver(delivery([mismatch]));
    expect(decision.messages?.at(-1)).toEqual({
      id: 'note/incident-1/joined-2',
      kind: 'note',
      channel: '#incidents',
      incidentId: 'incident-1',
      threadOf: 'card/incident-1',
      text: 'KubeDeploymentReplicasMismatch fires too',
    });
    expect(store.only().state).toBe('acknowledged');
  });

  it('wakes for a severity that rises', () => {
    const store = withAcknowledged(crash);
    const decision = store.deliver(delivery([alert({ deployment: 'checkout', severity: 'critical' })]));
    expect(decision.messages?.at(-1)).toMatchObject({ id: 'wake/incident-1/severity-2', kind: 'wake' });
    expect(decision.messages?.at(-1)).not.toHaveProperty('threadOf');
    expect(store.only()).toMatchObject({ state: 'acknowledged', severity: 'critical' });
  });

  it('wakes for a second node, not for the first that is named', () => {
    const store = withAcknowledged(crash);
    const on = (suffix: string, node: string) => alert({ pod: `checkout-7d9f8c6b5-${suffix}`, node });
    expect(store.deliver(delivery([on('cx2zt', 'node-1')])).messages?.at(-1)?.kind).toBe('note');
    expect(store.deliver(delivery([on('dx2zt', 'node-1')])).messages?.at(-1)?.kind).toBe('note');
    expect(store.deliver(delivery([on('fx2zt', 'node-2')])).messages?.at(-1)).toMatchObject({
      id: 'wake/incident-1/spread-4',
      text: expect.stringContaining('node node-2') as string,
    });
  });

  it('wakes once for each doubling', () => {
    const store = withAcknowledged(crash, mismatch);
    const kinds = ['c', 'd', 'f', 'g', 'h', 'j'].map((letter) => {
      const decision = store.deliver(delivery([alert({ pod: `checkout-7d9f8c6b5-${letter}x2zt` })]));
      return decision.messages?.at(-1)?.kind;
    });
    expect(kinds).toEqual(['note', 'wake', 'note', 'note', 'note', 'wake']);
  });
});

describe('transitions', () => {
  const open = (): Incident => {
    const store = new PlainStore();
    store.deliver(delivery([crash]));
    return store.only();
  };

  it('acknowledges, lets another take over, and answers the same person', () => {
    const taken = moved(acknowledge(open(), { person: 'U1', user: 'ana@example.com' }, start));
    expect(taken).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'U1', acknowledgedCount: 1 });
    expect(acknowledge(taken, who, start + minute)).toEqual({
      late: 'You acknowledged INC-1 1 minute ago already.',
    });
    expect(moved(acknowledge(taken, { person: 'U2' }, start))).toMatchObject({ acknowledgedBy: 'U2' });
  });

  it('never un-resolves by a late acknowledgement', () => {
    const over = moved(resolveByHand(open(), who, start));
    expect(acknowledge(over, who, start + 4 * minute)).toEqual({
      late: 'INC-1 was resolved 4 minutes ago; acknowledging it changes nothing.',
    });
    expect(resolveByHand(over, who, start + minute)).toHaveProperty('late');
  });

  it('closes what is resolved only', () => {
    expect(close(open(), start)).toEqual({ late: 'INC-1 is open again.' });
    const over = moved(resolveByHand(open(), who, start));
    const closed = moved(close(over, start + 86_400_000));
    expect(closed.state).toBe('closed');
    expect(close(closed, start)).toHaveProperty('late');
    expect(acknowledge(closed, who, start)).toHaveProperty('late');
  });

  it('records who did it, with the mapped identity', () => {
    const result = acknowledge(open(), { person: 'U1', user: 'ana@example.com' }, start);
    expect(result).toMatchObject({
      timeline: [{ kind: 'acknowledged', person: 'U1' }],
      audit: [{ kind: 'acknowledged', actor: 'U1', user: 'ana@example.com', incidentId: 'incident-1' }],
    });
  });
});
