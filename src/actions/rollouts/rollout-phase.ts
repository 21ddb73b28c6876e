import type { JsonObject } from '../../model/json.ts';
import { jsonAt, numberAt, objectsAt, stringAt } from '../json-at.ts';

/** Where an Argo Rollout stands. `Unknown`: its controller is older than 1.0 or has not looked at it yet. */
export interface RolloutPhase {
  phase: 'Healthy' | 'Progressing' | 'Degraded' | 'Paused' | 'Unknown';
  /** The controller's words; may be empty. */
  message: string;
}

const phases: readonly string[] = ['Healthy', 'Progressing', 'Degraded', 'Paused'];

/**
 * By the rules of kubectl-argo-rollouts: status.phase counts only for the generation that the controller has seen
 * (status.observedGeneration is a string), and not while it has yet to notice that somebody ended a pause.
 * https://github.com/argoproj/argo-rollouts/blob/master/utils/rollout/rolloututil.go, GetRolloutPhase
 */
export function rolloutPhase(rollout: JsonObject): RolloutPhase {
  if (!isRolloutObserved(rollout))
    return { phase: 'Progressing', message: 'the controller has not seen the change yet' };
  if (isUnpausing(rollout))
    return { phase: 'Progressing', message: 'the controller has not ended the pause yet' };
  const phase = stringAt(rollout, 'status', 'phase') ?? '';
  const message = stringAt(rollout, 'status', 'message') ?? '';
  return phases.includes(phase)
    ? { phase: phase as RolloutPhase['phase'], message }
    : { phase: 'Unknown', message: 'status.phase is not written' };
}

/** A value that is no number, or a higher one, is a hash of versions before 0.10. */
export function isRolloutObserved(rollout: JsonObject): boolean {
  const seen = stringAt(rollout, 'status', 'observedGeneration') ?? '';
  return !/^\d+$/.test(seen) || Number(seen) >= (numberAt(rollout, 'metadata', 'generation') ?? 0);
}

/** A person cleared status.pauseConditions, and the controller has not reacted yet. */
export function isUnpausing(rollout: JsonObject): boolean {
  return (
    jsonAt(rollout, 'status', 'controllerPause') === true &&
    objectsAt(rollout, 'status', 'pauseConditions').length === 0
  );
}

/** `Paused: CanaryPauseStep` */
export function phaseInWords({ phase, message }: RolloutPhase): string {
  return message === '' ? phase : `${phase}: ${message}`;
}
