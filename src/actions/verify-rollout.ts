import { objectPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import { shortReference } from '../model/object-reference.ts';
import type { Plan } from '../model/plan.ts';
import type { ActionTools, Verification, VerifyOptions } from './action.ts';
import { lastWriter } from './execution-mark.ts';
import { numberAt, stringAt } from './json-at.ts';
import { podsOfRevision } from './revision-pods.ts';
import { podHealth, type PodHealth } from './pod-health.ts';
import { currentRevision } from './current-revision.ts';
import { listRevisions, templateHash } from './revisions.ts';
import {
  availableReplicas,
  rollsOnDelete,
  wantedReplicas,
  workloadRollout,
  type RolloutStatus,
} from './rollout-status.ts';

/** This often a container of the new pods may end before the change counts as without effect: back-off has begun. */
const crashLoopRestarts = 3;

/**
 * kubectl's rollout status, and besides: the new pods must run for a while without a restart.
 * @param overwritten the verdict when the template is not the one that was set; undefined while it is
 */
export async function verifyRollout(
  tools: ActionTools,
  plan: Plan,
  options: VerifyOptions,
  overwritten: (workload: JsonObject) => Verification | undefined = (workload) =>
    templateTakenBack(plan, workload),
): Promise<Verification> {
  const workload = await tools.cluster.get(objectPath(plan.target));
  const name = shortReference(plan.target);
  if (stringAt(workload, 'metadata', 'uid') !== plan.target.uid) {
    return { result: 'unknown', sentence: `${name} was deleted and made anew since.` };
  }
  const taken = overwritten(workload);
  if (taken !== undefined) return taken;
  if (rollsOnDelete(workload)) {
    const sentence = `${name} has the new template; its update strategy is OnDelete, so each pod takes it when it is deleted.`;
    return { result: 'unknown', sentence };
  }
  const revision = currentRevision(workload, await listRevisions(tools, workload));
  const health = await podHealth(tools, workload, podsOfRevision(workload, revision));
  return judge(plan, workload, workloadRollout(workload), health, {
    ...options,
    elapsedMs: tools.now() - options.since,
  });
}

function judge(
  plan: Plan,
  workload: JsonObject,
  rollout: RolloutStatus,
  health: PodHealth,
  options: VerifyOptions & { elapsedMs: number },
): Verification {
  const available = availableReplicas(workload);
  const before = numberAt(plan.before, 'available') ?? 0;
  const numbers = `${available} of ${wantedReplicas(workload)} pods available (${before} before)`;
  const result = available < before ? 'worse' : 'no-effect';
  const { worst } = health;
  if (worst !== undefined && worst.restarts >= crashLoopRestarts) {
    const why = worst.why === '' ? '' : ` (${worst.why})`;
    return {
      result,
      sentence: `The new pods crash too: ${worst.container} restarted ${worst.restarts} times${why}; ${numbers}.`,
    };
  }
  if (rollout.state === 'failed')
    return { result, sentence: `The rollout failed: ${rollout.words} ${numbers}.` };
  const seconds = Math.round(options.stableMs / 1000);
  if (rollout.state === 'waiting') {
    const cause = health.problems.length === 0 ? '' : `; ${health.problems.join('; ')}`;
    const state = `${rollout.words}${cause}; ${numbers}`;
    return {
      pending: state,
      atDeadline: {
        result: available < before ? 'worse' : 'unknown',
        sentence: `Not finished in time: ${state}.`,
      },
    };
  }
  // Both clocks: the API server's for the containers, ours for the call, so that a skew cannot shorten the wait to nothing.
  if (health.pods > 0 && (health.steadyMs < options.stableMs || options.elapsedMs < options.stableMs)) {
    const restarts = health.restarts === 0 ? 'no restarts so far' : `${health.restarts} restarts`;
    const state = `${numbers}, ${restarts}; must run for ${seconds} s without one`;
    return { pending: state, atDeadline: { result: 'unknown', sentence: `Not steady in time: ${state}.` } };
  }
  return { result: 'worked', sentence: `${numbers}, no restarts for ${seconds} s.` };
}

/** Somebody wrote another template since. */
function templateTakenBack(plan: Plan, workload: JsonObject): Verification | undefined {
  const hash = templateHash(workload);
  if (hash === stringAt(plan.after, 'template')) return undefined;
  const by = lastWriter(workload, ['f:spec', 'f:template'])?.manager ?? 'somebody';
  if (hash === stringAt(plan.before, 'template')) {
    return { result: 'no-effect', sentence: `The version from before runs (last written by ${by}).` };
  }
  return { result: 'unknown', sentence: `Another version was rolled out since (written by ${by}).` };
}
