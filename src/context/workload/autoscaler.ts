import { collectionPath } from '../../cluster/object-path.ts';
import type { AutoscalerFacts } from '../../model/evidence.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ClusterReader } from '../collector.ts';
import type { Workload } from '../objects/find-workload.ts';
import { numberAt, objectsAt, textAt } from '../read-json.ts';

/**
 * The HorizontalPodAutoscaler that scales the workload.
 * @throws ClusterError
 */
export async function findAutoscaler(
  cluster: ClusterReader,
  { reference }: Workload,
  timeoutMs: number,
): Promise<JsonObject | undefined> {
  if (reference.namespace === undefined) return undefined;
  const autoscalers = await cluster.list(collectionPath('HorizontalPodAutoscaler', reference.namespace), {
    timeoutMs,
  });
  return autoscalers.find(
    (entry) =>
      textAt(entry, 'spec', 'scaleTargetRef', 'kind') === reference.kind &&
      textAt(entry, 'spec', 'scaleTargetRef', 'name') === reference.name,
  );
}

export function autoscalerFacts(autoscaler: JsonObject): AutoscalerFacts {
  const limited = objectsAt(autoscaler, 'status', 'conditions').find(
    (entry) => textAt(entry, 'type') === 'ScalingLimited',
  );
  return {
    name: textAt(autoscaler, 'metadata', 'name') ?? '',
    uid: textAt(autoscaler, 'metadata', 'uid') ?? '',
    // https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/: 1 when absent.
    minReplicas: numberAt(autoscaler, 'spec', 'minReplicas') ?? 1,
    maxReplicas: numberAt(autoscaler, 'spec', 'maxReplicas') ?? 0,
    currentReplicas: numberAt(autoscaler, 'status', 'currentReplicas') ?? 0,
    desiredReplicas: numberAt(autoscaler, 'status', 'desiredReplicas') ?? 0,
    atMaximum: textAt(limited, 'status') === 'True' && textAt(limited, 'reason') === 'TooManyReplicas',
  };
}
