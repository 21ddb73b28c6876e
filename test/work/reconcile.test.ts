import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/observe/logger.ts';
import type { IntakeDecision, WriteResult } from '../../src/store/store.ts';
import type { AlertmanagerLook } from '../../src/telemetry/alertmanager/alertmanager-client.ts';
import { TelemetryError } from '../../src/telemetry/telemetry-error.ts';
import { createReconcile } from '../../src/work/reconcile.ts';
import { alert, delivery, PlainStore, start } from '../incidents/fixtures.ts';

const minute = 60_000;
const crash = alert({ pod: 'checkout-7d9f8c6b5-bx2zt' });

/** One firing incident of prod, a clock, and an Alertmanager that lists it until it is told otherwise. */
function world(
  write: WriteResult = 'written',
  prometheus: NonNullable<Parameters<typeof createReconcile>[0]['prometheus']> = new Map(),
) {
  const plain = new PlainStore();
  plain.deliver(delivery([crash]));
  const decisions: IntakeDecision[] = [];
  const reports: string[] = [];
  const state = { now: start, looks: 0, lists: true, failure: undefined as Error | undefined };
  const { newId, channelFor, defaultCluster, knownClusters } = plain.options(start);
  const look = async (): Promise<AlertmanagerLook> => {
    state.looks += 1;
    if (state.failure !== undefined) throw state.failure;
    const listed = {
      fingerprint: crash.fingerprint,
      labels: crash.labels,
      startsAt: start,
      updatedAt: start,
      state: 'active' as const,
      silencedBy: [],
      inhibitedBy: [],
    };
    const status = { version: '0.25.0', startedAt: start - 60 * minute };
    return {
      replicas: [{ url: 'http://a', status, alerts: state.lists ? [listed] : [] }],
      silences: [],
      problems: [],
    };
  };
  const reconcile = createReconcile({
    store: {
      listReconcilable: async () => [
        { incident: plain.only(), alerts: [...plain.alerts.values()], context: undefined },
      ],
      applyDecision: async (decision) => {
        decisions.push(decision);
        if (write === 'written') for (const incident of decision.changed) plain.put(incident);
        return write;
      },
      listWatchdogs: async () => [],
      recordWatchdogs: async () => {},
    },
    alertmanagers: new Map([['prod', { look }]]),
    prometheus,
    options: { newId, channelFor, defaultCluster, knownClusters },
    everyMs: minute,
    now: () => state.now,
    log: createLogger('silent'),
    report: (cluster, health, detail) => reports.push(`${cluster} ${health} ${detail}`.trim()),
  });
  return { reconcile, decisions, reports, state };
}

describe('the reconcile work', () => {
  it('looks every minute, however often a storm asks for it, and writes only what is new', async () => {
    const { reconcile, decisions, state } = world();
    expect(await reconcile('prod', 1)).toEqual({ againInMs: minute });
    state.now += 1000;
    expect(await reconcile('prod', 1)).toEqual({ againInMs: 4000 });
    state.now += minute;
    await reconcile('prod', 1);
    expect(state.looks).toBe(2);
    expect(decisions).toHaveLength(1);
  });

  it('concludes nothing while Alertmanager does not answer, and says so', async () => {
    const { reconcile, decisions, reports, state } = world();
    state.failure = new TelemetryError('timeout', 'Alertmanager did not answer within 10 s');
    expect(await reconcile('prod', 1)).toEqual({
      againInMs: minute,
      problem: 'Alertmanager did not answer within 10 s',
    });
    expect(decisions).toEqual([]);
    expect(reports).toEqual([
      'prod down Alertmanager did not answer within 10 s; open incidents stay as they are',
    ]);
  });

  it('reads again soon after a conflict', async () => {
    const { reconcile, state } = world('conflict');
    expect(await reconcile('prod', 1)).toEqual({ againInMs: 200 });
    state.now += 200;
    await reconcile('prod', 2);
    expect(state.looks).toBe(2);
  });

  it('is done with a cluster that has no Alertmanager any more', async () => {
    expect(await world().reconcile('gone', 1)).toEqual({ done: true });
  });
});

describe('Prometheus as the second witness', () => {
  type Client = Parameters<typeof world>[1] extends ReadonlyMap<string, infer One> | undefined ? One : never;
  const rule = { name: 'KubePodCrashLooping', evaluated: true };

  /** Listed once, then missing for two looks. */
  async function missedTwice(client: Client) {
    let asked = 0;
    const counted: Client = {
      rules: async (timeoutMs) => {
        asked += 1;
        return client.rules(timeoutMs);
      },
    };
    const { reconcile, decisions, state } = world('written', new Map([['prod', counted]]));
    await reconcile('prod', 1);
    expect(asked).toBe(0);
    state.lists = false;
    for (let look = 0; look < 2; look += 1) {
      state.now += minute;
      await reconcile('prod', 1);
    }
    expect(asked).toBe(2);
    return decisions.at(-1);
  }

  it('says that it fires: Alertmanager lost it, and the incident says so', async () => {
    const decision = await missedTwice({
      rules: async () => [{ ...rule, alerts: [{ labels: crash.labels, state: 'firing' }] }],
    });
    expect(decision?.changed[0]).toMatchObject({
      state: 'firing',
      upstream: { lost: [crash.fingerprint] },
    });
    expect(decision?.timeline?.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'lost-upstream: Alertmanager no longer lists 1 of 1 alerts, but Prometheus says that they fire: not resolved',
    ]);
  });

  it('says that it is inactive: both agree', async () => {
    const decision = await missedTwice({ rules: async () => [{ ...rule, alerts: [] }] });
    expect(decision?.changed[0]).toMatchObject({ state: 'resolved', resolveReason: 'not-listed' });
  });

  it('waits for one that waits to fire, and while it does not answer', async () => {
    const pending = await missedTwice({
      rules: async () => [{ ...rule, alerts: [{ labels: crash.labels, state: 'pending' }] }],
    });
    expect(pending?.changed[0]?.state).toBe('firing');
    const dead = await missedTwice({
      rules: async () => Promise.reject(new TelemetryError('unreachable', 'Prometheus cannot be reached')),
    });
    expect(dead?.changed[0]?.state).toBe('firing');
  });

  it('is none where the rule is not its own, or there is no rules API', async () => {
    const foreign = await missedTwice({ rules: async () => [] });
    expect(foreign?.changed[0]?.state).toBe('resolved');
    const none = await missedTwice({
      rules: async () => Promise.reject(new TelemetryError('unreadable', 'no rules', { status: 404 })),
    });
    expect(none?.changed[0]?.state).toBe('resolved');
  });
});
