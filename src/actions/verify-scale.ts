import { objectPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import { shortReference } from '../model/object-reference.ts';
import type { Plan } from '../model/plan.ts';
import type { ActionTools, Verification } from './action.ts';
import { currentRevision } from './current-revision.ts';
import { lastWriter } from './execution-mark.ts';
import { numberAt, stringAt } from './json-at.ts';
import { podHealth } from './pod-health.ts';
import { listRevisions } from './revisions.ts';
import { podsOfRevision } from './revision-pods.ts';
import { rolloutState } from './rollouts/rollout-state.ts';
import { availableReplicas, condition, isUnobserved, wantedReplicas } from './rollout-status.ts';

/** As many available as wanted, and no more left over. */
export async function verifyScale(tools: ActionTools, plan: Plan): Promise<Verification> {
  const workload = await tools.cluster.get(objectPath(plan.target));
  const name = shortReference(plan.target);
  if (stringAt(workload, 'metadata', 'uid') !== plan.target.uid) {
    return { result: 'unknown', sentence: `${name} was deleted and made anew since.` };
  }
  const set = numberAt(plan.after, 'replicas') ?? 0;
  const before = numberAt(plan.before, 'available') ?? 0;
  const available = availableReplicas(workload);
  const wanted = wantedReplicas(workload);
  if (wanted !== set) return overwritten(plan, workload, wanted, set);

  const total = numberAt(workload, 'status', 'replicas') ?? 0;
  const numbers = `${available} of ${set} pods available (${before} before)`;
  if (!isUnobserved(workload) && isSettled(workload, { available, total, set })) {
    return { result: 'worked', sentence: `${numbers}.` };
  }
  const failure = condition(workload, 'ReplicaFailure');
  const problems =
    stringAt(failure, 'status') === 'True'
      ? [stringAt(failure, 'message') ?? 'pods cannot be made']
      : await podProblems(tools, workload);
  const cause = problems.length === 0 ? '' : `; ${problems.join('; ')}`;
  const leftOver = total > set ? `; ${total - set} pods are still stopping` : '';
  const state = `${numbers}${leftOver}${cause}`;
  const added = set > (numberAt(plan.before, 'replicas') ?? 0);
  const worse = added && available < before;
  const result = worse ? 'worse' : added && available === before ? 'no-effect' : 'unknown';
  return { pending: state, atDeadline: { result, sentence: `Not finished in time: ${state}.` } };
}

/** A Rollout that is between two versions, or keeps the old one for a while, has more pods than it asks for. */
function isSettled(
  workload: JsonObject,
  { available, total, set }: { available: number; total: number; set: number },
): boolean {
  if (workload['kind'] === 'Rollout' && set > 0) {
    const { underWay, routed, strategy } = rolloutState(workload);
    if (underWay || routed || strategy === 'blue-green') return available >= set;
  }
  return available === set && total === set;
}

function overwritten(plan: Plan, workload: JsonObject, wanted: number, set: number): Verification {
  const by = lastWriter(workload, ['f:spec', 'f:replicas'])?.manager;
  const who = by === undefined ? '' : `, last by ${by}`;
  const back = wanted === numberAt(plan.before, 'replicas');
  return {
    result: back ? 'no-effect' : 'unknown',
    sentence: `spec.replicas is ${wanted}${back ? ' as before' : ''}, not ${set}: somebody set it since${who}.`,
  };
}

/** Why pods do not start. */
async function podProblems(tools: ActionTools, workload: JsonObject): Promise<readonly string[]> {
  // A ReplicaSet of its own has no revisions.
  if (workload['kind'] === 'ReplicaSet') return [];
  const revision = currentRevision(workload, await listRevisions(tools, workload));
  if (revision === undefined) return [];
  return (await podHealth(tools, workload, podsOfRevision(workload, revision))).problems;
}
