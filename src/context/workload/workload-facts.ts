import type { AutoscalerFacts, DeliveryFacts, WorkloadFacts } from '../../model/evidence.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Workload } from '../objects/find-workload.ts';
import { oneLine } from '../one-line.ts';
import { numberAt, objectsAt, textAt, timeAt, valueAt } from '../read-json.ts';
import { controllerOf } from '../objects/owner.ts';
import { isOperators, managedBy } from './managed-by.ts';

/** A workload as the API server sent it → the facts; each kind counts its pods under names of its own. */
export function workloadFacts(workload: Workload, autoscaler: AutoscalerFacts | undefined): WorkloadFacts {
  const { object, reference, owners } = workload;
  const { kind } = reference;
  const manager = managedBy(kind, object);
  const operator = controllerOf(object);
  const generation = numberAt(object, 'metadata', 'generation') ?? 0;
  return {
    kind,
    generation,
    observedGeneration: observedGeneration(object) ?? generation,
    ...counts(workload),
    paused: valueAt(object, 'spec', 'paused') === true || valueAt(object, 'spec', 'suspend') === true,
    createdAt: timeAt(object, 'metadata', 'creationTimestamp') ?? 0,
    conditions: objectsAt(object, 'status', 'conditions').map((condition) => {
      const reason = textAt(condition, 'reason');
      const message = textAt(condition, 'message');
      return {
        type: textAt(condition, 'type') ?? '',
        status: textAt(condition, 'status') ?? '',
        ...(reason === undefined ? {} : { reason: oneLine(reason, 100) }),
        ...(message === undefined ? {} : { message: oneLine(message, 400) }),
      };
    }),
    owners,
    ...(autoscaler === undefined ? {} : { autoscaler }),
    ...(manager === undefined ? {} : { managedBy: manager }),
    ...(operator === undefined || !isOperators(operator)
      ? {}
      : { operatedBy: { kind: operator.kind, name: operator.name } }),
    ...(kind === 'Rollout' ? { delivery: deliveryFacts(object) } : {}),
  };
}

/** A Rollout's is a string. */
function observedGeneration(object: JsonObject): number | undefined {
  const text = textAt(object, 'status', 'observedGeneration');
  return text !== undefined && /^\d+$/.test(text)
    ? Number(text)
    : numberAt(object, 'status', 'observedGeneration');
}

/** status.phase and message are the controller's own words (argo-rollouts utils/rollout, CalculateRolloutPhase). */
function deliveryFacts(object: JsonObject): DeliveryFacts {
  const stable = textAt(object, 'status', 'stableRS') ?? '';
  const message = textAt(object, 'status', 'message') ?? '';
  return {
    phase: oneLine(textAt(object, 'status', 'phase') ?? 'Unknown', 50),
    ...(message === '' ? {} : { message: oneLine(message, 200) }),
    underWay: stable !== '' && textAt(object, 'status', 'currentPodHash') !== stable,
    aborted: valueAt(object, 'status', 'abort') === true,
  };
}

type Counts = Pick<WorkloadFacts, 'replicas' | 'updatedReplicas' | 'readyReplicas' | 'availableReplicas'>;

function counts({ object, reference }: Workload): Counts {
  const status = (name: string) => numberAt(object, 'status', name) ?? 0;
  if (reference.kind === 'DaemonSet') {
    return {
      replicas: status('desiredNumberScheduled'),
      updatedReplicas: status('updatedNumberScheduled'),
      readyReplicas: status('numberReady'),
      availableReplicas: status('numberAvailable'),
    };
  }
  if (reference.kind === 'Job') {
    const active = status('active');
    return {
      replicas: numberAt(object, 'spec', 'parallelism') ?? 1,
      updatedReplicas: active,
      readyReplicas: status('ready'),
      availableReplicas: status('ready'),
    };
  }
  const replicas = reference.kind === 'CronJob' ? 0 : (numberAt(object, 'spec', 'replicas') ?? 1);
  return {
    replicas,
    updatedReplicas: reference.kind === 'ReplicaSet' ? status('replicas') : status('updatedReplicas'),
    readyReplicas: status('readyReplicas'),
    availableReplicas: status('availableReplicas'),
  };
}
