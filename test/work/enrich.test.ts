import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Incident, IncidentContext, IncidentSnapshot } from '../../src/model/incident.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { cardView } from '../../src/slack/views/card.ts';
import { createEnrich } from '../../src/work/enrich.ts';
import { alert, delivery, PlainStore, start } from '../incidents/fixtures.ts';

const minute = 60_000;
const crash = alert({ pod: 'checkout-7d9f8c6b5-bx2zt' });

/** One incident, resolved a minute after it began, whose Deployment has so many ready pods of 3. */
function world() {
  const plain = new PlainStore();
  plain.deliver(delivery([crash]));
  const state = { now: start, ready: 3, answers: true, context: undefined as IncidentContext | undefined };
  const told: string[] = [];
  const snapshot = (): IncidentSnapshot => ({
    incident: plain.only(),
    alerts: [...plain.alerts.values()],
    context: state.context,
  });
  const workload = ({ subject }: Incident): Evidence => ({
    id: 'workload/checkout',
    kind: 'workload',
    source: 'kubernetes',
    about: subject,
    text: 'checkout',
    data: {
      kind: 'Deployment',
      generation: 1,
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: state.ready,
      availableReplicas: state.ready,
      paused: false,
      createdAt: 0,
      conditions: [],
      owners: [],
    },
  });
  const enrich = createEnrich({
    store: {
      loadIncident: async () => snapshot(),
      recordContext: async (_id, context) => {
        state.context = context;
      },
      listRequests: async () => [],
      findIncidentByKey: async () => undefined,
      listIncidentsByCause: async () => [],
      markDue: async () => undefined,
      changeIncident: async (incident, { timeline = [] }) => {
        plain.put(incident);
        told.push(...timeline.map(({ text }) => text));
        return 'written';
      },
    },
    walk: async ({ incident }, collectedAt) => ({
      collectedAt,
      evidence: state.answers ? [workload(incident)] : [],
      findings: [],
      runbooks: [],
    }),
    now: () => state.now,
    log: createLogger('silent'),
  });
  const look = async (at: number) => {
    state.now = start + at;
    return await enrich(plain.only().id, 1);
  };
  const resolve = (): void => {
    const over = { ...crash, status: 'resolved' as const, endsAt: start + minute };
    const decision = plain.deliver(delivery([over]), start + minute);
    expect(decision.due).toContainEqual({ kind: 'enrich', key: plain.only().id, inMs: 20_000 });
  };
  const card = (): string =>
    JSON.stringify(cardView({ snapshot: snapshot(), requests: [], personName: (id) => id }));
  return { look, resolve, card, told, state, plain };
}

describe('an incident whose alerts are over', () => {
  it('says that its object is ill still, until it is well', async () => {
    const { look, resolve, card, told, state } = world();
    state.ready = 1;
    expect(await look(0)).toEqual({ againInMs: 2 * minute });
    const seen = state.context;
    resolve();
    expect(card()).not.toContain('Resolved by Alertmanager, but');
    expect(await look(2 * minute)).toEqual({ againInMs: minute });
    expect(card()).toContain('Resolved by Alertmanager, but 2 of 3 pods of checkout are not ready');
    // The evidence of the time when it fired stays.
    expect(state.context).toBe(seen);
    state.ready = 2;
    expect(await look(3 * minute)).toEqual({ againInMs: 2 * minute });
    state.ready = 3;
    expect(await look(5 * minute)).toEqual({ done: true });
    expect(card()).not.toContain('Resolved by Alertmanager, but');
    expect(told).toEqual([
      'Resolved, but 2 of 3 pods of checkout are not ready',
      'Resolved, but 1 of 3 pods of checkout are not ready',
      'The object is well now; it was not: 1 of 3 pods of checkout are not ready',
    ]);
  });

  it('is looked at for half an hour at most, and while the API server does not answer', async () => {
    const { look, resolve, told, state } = world();
    resolve();
    state.answers = false;
    expect(await look(2 * minute)).toEqual({ againInMs: minute });
    expect(await look(31 * minute)).toEqual({ done: true });
    expect(told).toEqual([]);
  });

  it('is well: one look', async () => {
    const { look, resolve, told } = world();
    resolve();
    expect(await look(2 * minute)).toEqual({ done: true });
    expect(told).toEqual([]);
  });
});
