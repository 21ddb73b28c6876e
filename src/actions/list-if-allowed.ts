import { ClusterError } from '../cluster/cluster-client.ts';
import type { JsonObject } from '../model/json.ts';

/** For what a plan only tells besides: undefined where the rights for the list are missing. */
export async function listIfAllowed(list: Promise<JsonObject[]>): Promise<JsonObject[] | undefined> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof ClusterError && error.failure === 'refused') return undefined;
    throw error;
  }
}
