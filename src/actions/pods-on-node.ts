import { collectionPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { ActionTools } from './action.ts';
import { listIfAllowed } from './list-if-allowed.ts';

/** All pods that the scheduler has placed on a node; undefined where pods cannot be listed. */
export async function podsOnNode(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  node: string,
): Promise<JsonObject[] | undefined> {
  return listIfAllowed(
    tools.cluster.list(collectionPath('Pod'), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
      fieldSelector: `spec.nodeName=${node}`,
    }),
  );
}
