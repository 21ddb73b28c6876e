import { collectionPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { ActionTools } from './action.ts';
import { controllerUid, objectsAt, stringAt } from './json-at.ts';
import { labelSelector } from './label-selector.ts';
import { podsOfRevision } from './revision-pods.ts';
import type { Revision } from './revisions.ts';

/**
 * An OrderedReady StatefulSet waits for its broken pod to become ready before it takes the mended template: somebody has
 * to delete that pod. The plan names it.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 */
export async function stuckPodWarning(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  workload: JsonObject,
  current: Revision | undefined,
): Promise<string[]> {
  if (workload['kind'] !== 'StatefulSet') return [];
  if (stringAt(workload, 'spec', 'podManagementPolicy') === 'Parallel') return [];
  const { controller, label } = podsOfRevision(workload, current);
  const pods = await tools.cluster.list(collectionPath('Pod', stringAt(workload, 'metadata', 'namespace')), {
    labelSelector: labelSelector(workload),
    ...(tools.identity !== undefined && { identity: tools.identity }),
  });
  const stuck = pods.filter(
    (pod) =>
      controllerUid(pod) === controller &&
      (label === undefined || stringAt(pod, 'metadata', 'labels', label.name) === label.value) &&
      !isReady(pod),
  );
  if (stuck.length === 0) return [];
  const names = stuck.map((pod) => stringAt(pod, 'metadata', 'name') ?? '').slice(0, 3);
  return [
    `Its pods are replaced in order (OrderedReady): ${names.join(', ')} of the broken version must be deleted by hand after this, else the rollout waits for it.`,
  ];
}

function isReady(pod: JsonObject): boolean {
  return objectsAt(pod, 'status', 'conditions').some(
    (one) => one['type'] === 'Ready' && one['status'] === 'True',
  );
}
