import type { JsonObject } from '../../model/json.ts';
import type { RolloutState } from './rollout-state.ts';

/**
 * The status that a promotion sets; undefined: there is nothing that it could skip. A pause is ended, or the step index
 * moved, never both, but for a step whose analysis was inconclusive.
 * https://github.com/argoproj/argo-rollouts/blob/master/pkg/kubectl-argo-rollouts/cmd/promote/promote.go, getPatches
 */
export function promotionPatch(state: RolloutState, promotion: 'step' | 'full'): JsonObject | undefined {
  if (promotion === 'full') return { promoteFull: true };
  const { steps, stepIndex, pauses } = state;
  const next = Math.min(stepIndex + 1, steps.length);
  if (pauses.length > 0) {
    return state.inconclusive && steps.length > 0
      ? { pauseConditions: null, controllerPause: false, currentStepIndex: next }
      : { pauseConditions: null };
  }
  if (state.strategy === 'blue-green' || stepIndex >= steps.length) return undefined;
  return { pauseConditions: null, currentStepIndex: next };
}
