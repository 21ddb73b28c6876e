import type { ActionName } from '../../model/action.ts';
import type { ActionParameters } from '../../model/action.ts';
import type { JsonObject } from '../../model/json.ts';
import { shortReference } from '../../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../../model/plan.ts';
import { objectPath } from '../../cluster/object-path.ts';
import { isRefusal, type ActionTools, type Verification } from '../action.ts';
import { numberAt, stringAt } from '../json-at.ts';
import { readTarget, type ReadTarget } from '../read-target.ts';
import { refuseOtherKind } from '../workload-kinds.ts';
import { rolloutState, type RolloutState } from './rollout-state.ts';

export const rolloutKinds: readonly string[] = ['Rollout'];

/** A Rollout as it was read, with what its status says. */
export interface ReadRollout extends ReadTarget {
  state: RolloutState;
}

/** @throws ClusterError */
export async function readRollout(
  tools: ActionTools,
  parameters: ActionParameters,
  participle: string,
): Promise<ReadRollout | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, rolloutKinds, participle);
  if (wrong !== undefined) return wrong;
  const read = await readTarget(tools, parameters.target);
  return isRefusal(read) ? read : { ...read, state: rolloutState(read.object) };
}

/** What a plan remembers of a Rollout: for the verdict, for undoing, and for telling later whether it was touched. */
export function rolloutBefore({ object, state }: ReadRollout): JsonObject {
  return {
    generation: numberAt(object, 'metadata', 'generation') ?? 0,
    currentPodHash: state.currentHash,
    stableRS: state.stableHash,
    stepIndex: state.stepIndex,
    available: state.available,
  };
}

/**
 * Reads the Rollout for a verdict: an end where it is another object by now, or another version is on its way.
 * @throws ClusterError
 */
export async function seeRollout(
  tools: ActionTools,
  plan: Plan,
): Promise<{ rollout: JsonObject; state: RolloutState } | Verification> {
  const rollout = await tools.cluster.get(objectPath(plan.target));
  const name = shortReference(plan.target);
  if (stringAt(rollout, 'metadata', 'uid') !== plan.target.uid)
    return { result: 'unknown', sentence: `${name} was deleted and made anew since.` };
  const state = rolloutState(rollout);
  if (state.currentHash !== stringAt(plan.before, 'currentPodHash'))
    return { result: 'unknown', sentence: `${name} was given another version since.` };
  return { rollout, state };
}

/** `/mw retry rollout/checkout -n shop` */
export function commandFor(action: ActionName, { reference }: ReadTarget, more = ''): string {
  const namespace = reference.namespace === undefined ? '' : ` -n ${reference.namespace}`;
  return `\`/mw ${action} rollout/${reference.name}${more}${namespace}\``;
}
