import { describe, expect, it } from 'vitest';
import { reconcileIncident } from '../../src/incidents/reconcile.ts';
import { settleMs, upstreamView } from '../../src/incidents/upstream-view.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { IncidentSnapshot } from '../../src/model/incident.ts';
import type { IntakeDecision } from '../../src/store/store.ts';
import type { ListedAlert, Silence } from '../../src/telemetry/alertmanager/alertmanager-client.ts';
import { alert, delivery, PlainStore, start } from './fixtures.ts';

const second = 1000;
const minute = 60 * second;
const crash = alert({ pod: 'checkout-7d9f8c6b5-bx2zt' });
const other = alert({ pod: 'checkout-7d9f8c6b5-cx2zt' });
const silence: Silence = {
  id: 's1',
  createdBy: 'ana@example.com',
  comment: 'known',
  startsAt: start,
  endsAt: Date.parse('2026-11-23T22:41:00Z'),
  state: 'active',
};

function listed(one: Alert, changes: Partial<ListedAlert> = {}): ListedAlert {
  return {
    fingerprint: one.fingerprint,
    labels: one.labels,
    startsAt: one.startsAt,
    updatedAt: start,
    state: 'active',
    silencedBy: [],
    inhibitedBy: [],
    ...changes,
  };
}

/** One incident between its webhooks and what Alertmanager lists. */
class Reconciled extends PlainStore {
  /** Replicas are as old as `upMs`. */
  look(at: number, alerts: readonly ListedAlert[], upMs = settleMs): IntakeDecision | undefined {
    return this.lookAtReplicas(at, [{ alerts, upMs }]);
  }

  lookAtReplicas(
    at: number,
    replicas: readonly { alerts: readonly ListedAlert[]; upMs: number }[],
  ): IntakeDecision | undefined {
    const now = start + at;
    const view = upstreamView(
      {
        replicas: replicas.map(({ alerts, upMs }, index) => ({
          url: `http://replica-${index}`,
          status: { version: '0.25.0', startedAt: now - upMs },
          alerts,
        })),
        silences: [silence],
        problems: [],
      },
      now,
    );
    const snapshot: IncidentSnapshot = {
      incident: this.only(),
      alerts: [...this.alerts.values()],
      context: undefined,
    };
    const decision = reconcileIncident(snapshot, view, { ...this.options(now), apartMs: 30 * second });
    for (const row of decision?.alerts ?? []) this.alerts.set(`${row.fingerprint}/${row.startsAt}`, row);
    for (const incident of decision?.changed ?? []) this.put(incident);
    return decision;
  }
}

function fired(...alerts: readonly Alert[]): Reconciled {
  const store = new Reconciled();
  store.deliver(delivery(alerts));
  // The plain store's keys are identities; this one's are shorter.
  const rows = [...store.alerts.values()];
  store.alerts.clear();
  for (const row of rows) store.alerts.set(`${row.fingerprint}/${row.startsAt}`, row);
  return store;
}

describe('an alert that Alertmanager does not list any more', () => {
  it('is over after two looks half a minute apart, with the reason in words', () => {
    const store = fired(crash);
    store.look(0, [listed(crash)]);
    store.look(minute, []);
    expect(store.only().state).toBe('firing');
    expect(store.look(minute + 29 * second, [])).toBeUndefined();
    const decision = store.look(minute + 30 * second, []);
    expect(store.only()).toMatchObject({ state: 'resolved', resolveReason: 'not-listed', firingCount: 0 });
    expect(decision?.timeline?.map(({ text }) => text)).toEqual([
      'Alertmanager no longer lists KubePodCrashLooping since 20:42 UTC',
      'Its alert is over: Alertmanager no longer lists it since 20:42 UTC',
    ]);
    expect(decision?.audit?.map(({ kind, data }) => [kind, data['text']])).toEqual([
      ['resolved', 'Its alert is over: Alertmanager no longer lists it since 20:42 UTC'],
    ]);
    expect(decision?.alerts[0]).toMatchObject({ status: 'resolved', endInferred: true });
    expect(decision?.due?.map(({ kind }) => kind)).toEqual(['close', 'enrich']);
  });

  it('is not over when it was back in between', () => {
    const store = fired(crash);
    store.look(0, [listed(crash)]);
    store.look(minute, []);
    store.look(2 * minute, [listed(crash)]);
    store.look(3 * minute, []);
    expect(store.only().state).toBe('firing');
  });

  it('proves nothing while Alertmanager has just started and lists what was sent again', () => {
    const store = fired(crash);
    store.look(0, [listed(crash)]);
    for (let age = 0; age < settleMs; age += minute) {
      expect(store.look(minute + age, [], age)).toBeUndefined();
    }
    expect(store.only().state).toBe('firing');
    store.look(minute + settleMs, [], settleMs);
    store.look(2 * minute + settleMs, [], settleMs + minute);
    expect(store.only().state).toBe('resolved');
  });

  it('does not count a look before the restart as the first of two', () => {
    const store = fired(crash);
    store.look(0, [listed(crash)]);
    store.look(minute, [], minute);
    store.look(minute + settleMs, [], settleMs);
    expect(store.only().state).toBe('firing');
  });

  it('was never there: another Alertmanager may have sent it', () => {
    const store = fired(crash);
    for (let at = 0; at <= 10 * minute; at += minute) store.look(at, []);
    expect(store.only().state).toBe('firing');
  });

  it('is there as long as one replica lists it, and gone when an old one does not beside a young one', () => {
    const store = fired(crash);
    const old = { alerts: [], upMs: settleMs };
    store.lookAtReplicas(0, [old, { alerts: [listed(crash)], upMs: settleMs }]);
    store.lookAtReplicas(minute, [old, { alerts: [listed(crash)], upMs: 0 }]);
    store.lookAtReplicas(2 * minute, [old, { alerts: [listed(crash)], upMs: minute }]);
    expect(store.only().state).toBe('firing');
    store.lookAtReplicas(3 * minute, [old, { alerts: [], upMs: 0 }]);
    store.lookAtReplicas(4 * minute, [old, { alerts: [], upMs: minute }]);
    expect(store.only().state).toBe('resolved');
  });

  it('ends alone: the others fire on', () => {
    const store = fired(crash, other);
    store.look(0, [listed(crash), listed(other)]);
    store.look(minute, [listed(other)]);
    store.look(2 * minute, [listed(other)]);
    expect(store.only()).toMatchObject({ state: 'firing', firingCount: 1 });
  });

  it('was cut off from the payload that told its end', () => {
    const store = fired(crash, other);
    store.look(0, [listed(crash), listed(other)]);
    store.deliver(
      delivery([{ ...crash, status: 'resolved', endsAt: start + minute }], {
        status: 'resolved',
        truncatedAlerts: 1,
      }),
      start + minute,
    );
    expect(store.only()).toMatchObject({ state: 'firing' });
  });
});

describe('an end that was concluded wrongly', () => {
  function concluded(): Reconciled {
    const store = fired(crash);
    store.look(0, [listed(crash)]);
    store.look(minute, []);
    store.look(2 * minute, []);
    return store;
  }

  it('is taken back when Alertmanager lists the alert again', () => {
    const store = concluded();
    const decision = store.look(3 * minute, [listed(crash)]);
    expect(store.only()).toMatchObject({ state: 'firing', firingCount: 1, reopenedCount: 1 });
    expect(decision?.messages?.map(({ kind }) => kind)).toEqual(['card', 'wake']);
    expect(decision?.alerts[0]).not.toHaveProperty('endInferred');
  });

  it('is taken back when a webhook says that it fires', () => {
    const store = concluded();
    const known = [...store.alerts.values()].map((row) => ({ ...row }));
    store.alerts.clear();
    for (const row of known) store.alerts.set(`${row.source}/${row.fingerprint}/${row.startsAt}`, row);
    store.deliver(delivery([crash]), start + 3 * minute);
    expect(store.only()).toMatchObject({ state: 'firing', reopenedCount: 1 });
  });

  it('stays for a new start that is silenced: nobody is woken for it', () => {
    const store = concluded();
    const again = { state: 'suppressed', silencedBy: ['s1'], startsAt: start + 3 * minute } as const;
    expect(store.look(4 * minute, [listed(crash, again)])).toBeUndefined();
    expect(store.only().state).toBe('resolved');
  });
});

describe('an alert that is kept quiet', () => {
  const silenced = { state: 'suppressed', silencedBy: ['s1'] } as const;

  it('says who silenced it, why and until when, once, and when that is over', () => {
    const store = fired(crash, other);
    store.look(0, [listed(crash), listed(other)]);
    const decision = store.look(minute, [listed(crash, silenced), listed(other)]);
    expect(store.only()).toMatchObject({
      state: 'firing',
      upstream: {
        suppressed: [
          {
            by: 'silence',
            id: 's1',
            createdBy: 'ana@example.com',
            comment: 'known',
            endsAt: silence.endsAt,
            alertCount: 1,
          },
        ],
      },
    });
    expect(decision?.timeline).toMatchObject([
      {
        kind: 'silenced',
        text: '1 of 2 alerts: Silenced in Alertmanager by ana@example.com until 2026-11-23 22:41 UTC: known',
      },
    ]);
    expect(store.look(2 * minute, [listed(crash, silenced), listed(other)])).toBeUndefined();
    const over = store.look(3 * minute, [listed(crash), listed(other)]);
    expect(over?.timeline).toMatchObject([
      { kind: 'unsilenced', text: 'The silence by ana@example.com no longer holds' },
    ]);
  });

  it('names what inhibits it', () => {
    const store = fired(crash);
    const node = alert({ alertname: 'KubeNodeNotReady', node: 'node-3' });
    const inhibited = { state: 'suppressed', inhibitedBy: [node.fingerprint] } as const;
    const decision = store.look(0, [listed(crash, inhibited), listed(node)]);
    expect(decision?.timeline).toMatchObject([
      { kind: 'silenced', text: 'Inhibited in Alertmanager by KubeNodeNotReady' },
    ]);
  });

  it('is over under its silence, which swallows the webhook for good', () => {
    const store = fired(crash);
    store.look(0, [listed(crash, silenced)]);
    store.look(minute, []);
    store.look(2 * minute, []);
    expect(store.only()).toMatchObject({ state: 'resolved', upstream: { suppressed: [] } });
  });
});
