import { collectionPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ClusterReader } from '../collector.ts';
import { valueAt } from '../read-json.ts';
import type { Workload } from './find-workload.ts';
import { selectorText } from './label-selector.ts';
import { controllerOf } from './owner.ts';

/**
 * The ReplicaSets that a Deployment or a Rollout controls, by selector and by the owner's uid, as kubectl finds them.
 * @throws ClusterError
 */
export async function findReplicaSets(
  cluster: ClusterReader,
  deployment: Workload,
  timeoutMs: number,
): Promise<JsonObject[]> {
  const labelSelector = selectorText(valueAt(deployment.object, 'spec', 'selector'));
  const { namespace, uid } = deployment.reference;
  if (labelSelector === undefined || namespace === undefined) return [];
  const sets = await cluster.list(collectionPath('ReplicaSet', namespace), { labelSelector, timeoutMs });
  return sets.filter((set) => controllerOf(set)?.uid === uid);
}
