import { ClusterError } from '../../cluster/cluster-client.ts';
import { collectionPath, objectPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ActionTools } from '../action.ts';

/** A warning is worth a short wait, not a late plan. */
const timeoutMs = 2000;

type Reader = Pick<ActionTools, 'cluster' | 'identity'>;

/** @returns `unknown`: it may not be read, or not in time; undefined: there is none */
export async function getForWarning(
  tools: Reader,
  object: { kind: string; namespace?: string; name: string },
): Promise<JsonObject | undefined | 'unknown'> {
  try {
    return await tools.cluster.get(objectPath(object), optionsOf(tools));
  } catch (error) {
    if (error instanceof ClusterError && error.status === 404) return undefined;
    return unknownOrThrow(error);
  }
}

/** @returns `unknown`: they may not be listed, or not in time; a kind that is not served has none */
export async function listForWarning(
  tools: Reader,
  kind: string,
  namespace: string | undefined,
): Promise<JsonObject[] | 'unknown'> {
  try {
    return await tools.cluster.list(collectionPath(kind, namespace), optionsOf(tools));
  } catch (error) {
    if (error instanceof ClusterError && error.status === 404) return [];
    return unknownOrThrow(error);
  }
}

function optionsOf(tools: Reader) {
  return { timeoutMs, ...(tools.identity !== undefined && { identity: tools.identity }) };
}

function unknownOrThrow(error: unknown): 'unknown' {
  if (error instanceof ClusterError) return 'unknown';
  throw error;
}
