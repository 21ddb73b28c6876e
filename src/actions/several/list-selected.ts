import { collectionPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ObjectReference } from '../../model/object-reference.ts';
import type { ActionTools } from '../action.ts';
import { stringAt } from '../json-at.ts';

/** Enough to say how many too many. */
export const mostListed = 500;

/**
 * The objects of a kind and namespace that have some labels, in the order of their names, without those on their way out.
 * @throws ClusterError
 */
export async function listSelected(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  { kind, namespace }: Pick<ObjectReference, 'kind' | 'namespace'>,
  labelSelector: string,
): Promise<readonly JsonObject[]> {
  const objects = await tools.cluster.list(collectionPath(kind, namespace), {
    labelSelector,
    maxItems: mostListed,
    ...(tools.identity !== undefined && { identity: tools.identity }),
  });
  const nameOf = (object: JsonObject): string => stringAt(object, 'metadata', 'name') ?? '';
  return objects
    .filter((object) => stringAt(object, 'metadata', 'deletionTimestamp') === undefined)
    .toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
