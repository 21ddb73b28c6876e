import type { JsonObject } from '../model/json.ts';
import { numberAt, objectsAt, stringAt } from './json-at.ts';

/** Where a rollout stands, by kubectl's rules (pkg/polymorphichelpers/rollout_status.go). */
export type RolloutStatus =
  | { state: 'complete' }
  | { state: 'waiting'; words: string }
  /** The controller gave up: `spec.progressDeadlineSeconds` is over. */
  | { state: 'failed'; words: string };

export function deploymentRollout(deployment: JsonObject): RolloutStatus {
  if (isUnobserved(deployment)) return waiting('the controller has not seen the change yet');
  const progressing = condition(deployment, 'Progressing');
  if (stringAt(progressing, 'reason') === 'ProgressDeadlineExceeded') {
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

export function isUnobserved(workload: JsonObject): boolean {
  return (
    (numberAt(workload, 'metadata', 'generation') ?? 0) >
    (numberAt(workload, 'status', 'observedGeneration') ?? 0)
  );
}

/** spec.replicas; 1 is the API server's default. */
export function wantedReplicas(workload: JsonObject): number {
  return numberAt(workload, 'spec', 'replicas') ?? 1;
}

export function availableReplicas(workload: JsonObject): number {
  return numberAt(workload, 'status', 'availableReplicas') ?? 0;
}

export function condition(object: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(object, 'status', 'conditions').find((one) => one['type'] === type);
}

function waiting(words: string): RolloutStatus {
  return { state: 'waiting', words };
}
