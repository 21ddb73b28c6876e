import type { JsonObject } from '../model/json.ts';
import { numberAt, objectsAt, stringAt } from './json-at.ts';

/** How an object is by its own status; `unknown` where its kind says nothing of it. */
export type TargetHealth = 'healthy' | 'ill' | 'unknown';

/** Judged by the status that the API server shows now. @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status */
export function targetHealth(kind: string, object: JsonObject): TargetHealth {
  switch (kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
      return healthOfReplicas(kind, object);
    case 'DaemonSet': {
      const wanted = numberAt(object, 'status', 'desiredNumberScheduled');
      const ready = numberAt(object, 'status', 'numberAvailable') ?? 0;
      return wanted === undefined || isBehind(object) ? 'unknown' : healthOf(ready >= wanted);
    }
    case 'Node':
    case 'Pod': {
      const ready = objectsAt(object, 'status', 'conditions').find((one) => one['type'] === 'Ready');
      return ready === undefined ? 'unknown' : healthOf(stringAt(ready, 'status') === 'True');
    }
    default:
      return 'unknown';
  }
}

function healthOfReplicas(kind: string, object: JsonObject): TargetHealth {
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  // Nothing runs, as it was wanted: neither well nor ill.
  if (wanted === 0 || isBehind(object)) return 'unknown';
  const available = numberAt(object, 'status', 'availableReplicas') ?? 0;
  const updated = kind === 'ReplicaSet' ? wanted : (numberAt(object, 'status', 'updatedReplicas') ?? 0);
  return healthOf(available >= wanted && updated >= wanted);
}

/** Its controller has not seen the newest spec yet: the status speaks of an older one. */
function isBehind(object: JsonObject): boolean {
  const generation = numberAt(object, 'metadata', 'generation');
  const observed = numberAt(object, 'status', 'observedGeneration');
  return generation !== undefined && observed !== undefined && observed < generation;
}

function healthOf(good: boolean): TargetHealth {
  return good ? 'healthy' : 'ill';
}
