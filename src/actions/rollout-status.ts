import type { JsonObject } from '../model/json.ts';
import { lastWriter } from './execution-mark.ts';
import { numberAt, objectsAt, stringAt, timeAt } from './json-at.ts';
import { isRolloutObserved, phaseInWords, rolloutPhase } from './rollouts/rollout-phase.ts';
import { rolloutState, stepInWords } from './rollouts/rollout-state.ts';

/** Where a rollout stands, by kubectl's rules (pkg/polymorphichelpers/rollout_status.go). */
export type RolloutStatus =
  | { state: 'complete' }
  | { state: 'waiting'; words: string }
  /** The controller gave up: `spec.progressDeadlineSeconds` is over. */
  | { state: 'failed'; words: string };

export function workloadRollout(workload: JsonObject): RolloutStatus {
  if (workload['kind'] === 'Rollout') return argoRollout(workload);
  if (workload['kind'] === 'StatefulSet') return statefulSetRollout(workload);
  return workload['kind'] === 'DaemonSet' ? daemonSetRollout(workload) : deploymentRollout(workload);
}

/** With `OnDelete` nothing rolls out by itself: pods take the new template when somebody deletes them. */
export function rollsOnDelete(workload: JsonObject): boolean {
  return stringAt(workload, 'spec', 'updateStrategy', 'type') === 'OnDelete';
}

function statefulSetRollout(statefulSet: JsonObject): RolloutStatus {
  if (isUnobserved(statefulSet)) return waiting('the controller has not seen the change yet');
  const wanted = wantedReplicas(statefulSet);
  const updated = numberAt(statefulSet, 'status', 'updatedReplicas') ?? 0;
  const partition = numberAt(statefulSet, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  const toUpdate = Math.max(0, wanted - partition);
  const ready = numberAt(statefulSet, 'status', 'readyReplicas') ?? 0;
  if (updated < toUpdate) return waiting(`${updated} of ${toUpdate} pods are made anew`);
  if (ready < wanted) return waiting(`${ready} of ${wanted} pods are ready`);
  const newest = stringAt(statefulSet, 'status', 'updateRevision');
  if (partition === 0 && newest !== stringAt(statefulSet, 'status', 'currentRevision'))
    return waiting(`${updated} of ${toUpdate} pods are made anew`);
  return { state: 'complete' };
}

function daemonSetRollout(daemonSet: JsonObject): RolloutStatus {
  if (isUnobserved(daemonSet)) return waiting('the controller has not seen the change yet');
  const wanted = numberAt(daemonSet, 'status', 'desiredNumberScheduled') ?? 0;
  const updated = numberAt(daemonSet, 'status', 'updatedNumberScheduled') ?? 0;
  if (updated < wanted) return waiting(`${updated} of ${wanted} pods are made anew`);
  const available = availableReplicas(daemonSet);
  if (available < wanted) return waiting(`${available} of ${wanted} new pods are available`);
  return { state: 'complete' };
}

export function deploymentRollout(deployment: JsonObject): RolloutStatus {
  if (isUnobserved(deployment)) return waiting('the controller has not seen the change yet');
  const progressing = condition(deployment, 'Progressing');
  if (stringAt(progressing, 'reason') === 'ProgressDeadlineExceeded' && !isOfEarlierTemplate(deployment)) {
    return {
      state: 'failed',
      words: stringAt(progressing, 'message') ?? 'the rollout exceeded its deadline',
    };
  }
  const wanted = wantedReplicas(deployment);
  const total = numberAt(deployment, 'status', 'replicas') ?? 0;
  const updated = numberAt(deployment, 'status', 'updatedReplicas') ?? 0;
  const available = availableReplicas(deployment);
  if (updated < wanted) return waiting(`${updated} of ${wanted} pods are made anew`);
  if (total > updated) return waiting(`${total - updated} old pods are still stopping`);
  if (available < updated) return waiting(`${available} of ${updated} new pods are available`);
  return { state: 'complete' };
}

/**
 * The controller takes `ProgressDeadlineExceeded` back only once a new pod has come up: right after a rollback it still
 * tells of the rollout that was left (DeploymentTimedOut in pkg/controller/deployment/util/deployment_util.go).
 */
function isOfEarlierTemplate(deployment: JsonObject): boolean {
  const toldAt = timeAt(condition(deployment, 'Progressing'), 'lastUpdateTime');
  const writtenAt = lastWriter(deployment, ['f:spec', 'f:template'])?.at;
  return toldAt !== undefined && writtenAt !== undefined && toldAt <= writtenAt;
}

function argoRollout(rollout: JsonObject): RolloutStatus {
  const seen = rolloutPhase(rollout);
  if (seen.phase === 'Healthy') return { state: 'complete' };
  const step = stepInWords(rolloutState(rollout));
  const words = `${phaseInWords(seen)}${step === undefined ? '' : `, at ${step}`}`;
  return seen.phase === 'Degraded' ? { state: 'failed', words: `${words}.` } : waiting(words);
}

export function isUnobserved(workload: JsonObject): boolean {
  if (workload['kind'] === 'Rollout') return !isRolloutObserved(workload);
  return (
    (numberAt(workload, 'metadata', 'generation') ?? 0) >
    (numberAt(workload, 'status', 'observedGeneration') ?? 0)
  );
}

/** spec.replicas, 1 by the API server's default; of a DaemonSet the nodes that should run it. */
export function wantedReplicas(workload: JsonObject): number {
  if (workload['kind'] === 'DaemonSet') return numberAt(workload, 'status', 'desiredNumberScheduled') ?? 0;
  return numberAt(workload, 'spec', 'replicas') ?? 1;
}

export function availableReplicas(workload: JsonObject): number {
  if (workload['kind'] === 'DaemonSet') return numberAt(workload, 'status', 'numberAvailable') ?? 0;
  return numberAt(workload, 'status', 'availableReplicas') ?? 0;
}

export function condition(object: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(object, 'status', 'conditions').find((one) => one['type'] === type);
}

function waiting(words: string): RolloutStatus {
  return { state: 'waiting', words };
}
