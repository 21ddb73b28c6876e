import type { JsonObject } from '../../model/json.ts';
import { jsonAt, numberAt, objectAt, objectsAt, stringAt } from '../json-at.ts';

/** What an Argo Rollout's spec and status say of the version that is on its way. */
export interface RolloutState {
  strategy: 'canary' | 'blue-green';
  /** status.abort: the stable version serves, the new one is stopped. */
  aborted: boolean;
  /** When the controller had carried the abort out. */
  abortedAt: string | undefined;
  /** spec.paused: by hand. */
  paused: boolean;
  /** Why the controller waits. */
  pauses: readonly { reason: string; startTime: string }[];
  promoteFull: boolean;
  /** The value of the label rollouts-pod-template-hash of the newest and of the stable version. */
  currentHash: string;
  stableHash: string;
  /** Two versions: the newest is not stable yet. */
  underWay: boolean;
  steps: readonly JsonObject[];
  /** Equal to the number of steps when all are done. */
  stepIndex: number;
  /** The share of traffic of the new version in percent, where a traffic router is in use. */
  weight: number | undefined;
  routed: boolean;
  /** Of a blue-green rollout: the version that the active service selects. */
  activeHash: string | undefined;
  inconclusive: boolean;
  available: number;
  updated: number;
  replicas: number;
}

export function rolloutState(rollout: JsonObject): RolloutState {
  const canary = objectAt(rollout, 'spec', 'strategy', 'canary');
  const status = objectAt(rollout, 'status');
  const currentHash = stringAt(status, 'currentPodHash') ?? '';
  const stableHash = stringAt(status, 'stableRS') ?? '';
  return {
    strategy: jsonAt(rollout, 'spec', 'strategy', 'blueGreen') === undefined ? 'canary' : 'blue-green',
    aborted: status['abort'] === true,
    abortedAt: stringAt(status, 'abortedAt'),
    paused: jsonAt(rollout, 'spec', 'paused') === true,
    pauses: objectsAt(status, 'pauseConditions').map((one) => ({
      reason: stringAt(one, 'reason') ?? '',
      startTime: stringAt(one, 'startTime') ?? '',
    })),
    promoteFull: status['promoteFull'] === true,
    currentHash,
    stableHash,
    underWay: currentHash !== stableHash,
    steps: objectsAt(canary, 'steps'),
    stepIndex: numberAt(status, 'currentStepIndex') ?? 0,
    weight: numberAt(status, 'canary', 'weights', 'canary', 'weight'),
    routed: jsonAt(canary, 'trafficRouting') !== undefined,
    activeHash: stringAt(status, 'blueGreen', 'activeSelector'),
    inconclusive: stringAt(status, 'canary', 'currentStepAnalysisRunStatus', 'status') === 'Inconclusive',
    available: numberAt(status, 'availableReplicas') ?? 0,
    updated: numberAt(status, 'updatedReplicas') ?? 0,
    replicas: numberAt(rollout, 'spec', 'replicas') ?? 1,
  };
}

/** `step 2 of 5 (pause)`; undefined without steps or when all are done. */
export function stepInWords({ steps, stepIndex }: RolloutState): string | undefined {
  const step = steps[stepIndex];
  return step === undefined
    ? undefined
    : `step ${stepIndex + 1} of ${steps.length} (${canaryStepInWords(step)})`;
}

/** `set weight 20 %`, `pause 10m`, `analysis` */
export function canaryStepInWords(step: JsonObject): string {
  const weight = numberAt(step, 'setWeight');
  if (weight !== undefined) return `set weight ${weight} %`;
  if (jsonAt(step, 'pause') !== undefined) {
    const duration = jsonAt(step, 'pause', 'duration');
    if (typeof duration === 'number') return `pause ${duration}s`;
    return typeof duration === 'string' ? `pause ${duration}` : 'pause';
  }
  return Object.keys(step)[0] ?? 'nothing';
}

/** Waits until a person promotes it: a pause without an end, or a blue-green rollout before its switch. */
export function waitsForPerson(state: RolloutState): boolean {
  if (state.pauses.length === 0) return false;
  if (state.pauses.some(({ reason }) => reason !== 'CanaryPauseStep')) return true;
  const duration = jsonAt(state.steps[state.stepIndex], 'pause', 'duration');
  return duration === undefined || duration === null;
}

/** How much of the service runs the new version: `20 % of the traffic and 1 of 5 pods`. */
export function shareInWords(state: RolloutState): string {
  const pods = `${state.updated} of ${state.replicas} pods`;
  return state.weight === undefined ? pods : `${state.weight} % of the traffic and ${pods}`;
}
