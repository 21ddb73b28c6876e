import { ClusterError } from '../cluster/cluster-client.ts';
import { collectionPath } from '../cluster/object-path.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { ActionTools } from './action.ts';
import { stringAt, stringsAt } from './json-at.ts';

/**
 * A quota refuses the pods, not the number of replicas: a dry run of 50 replicas passes in a namespace that may hold 5
 * (measured), so the plan says what the quota has left.
 */
export async function quotaWarning(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  target: ObjectReference,
): Promise<string | undefined> {
  try {
    const quotas = await tools.cluster.list(collectionPath('ResourceQuota', target.namespace), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
    const lines = quotas.flatMap((quota) => {
      const used = stringsAt(quota, 'status', 'used');
      // A quota that was just made has no status yet.
      const hardLimits = { ...stringsAt(quota, 'spec', 'hard'), ...stringsAt(quota, 'status', 'hard') };
      const limits = Object.entries(hardLimits).slice(0, 4);
      const parts = limits.map(([resource, hard]) => `${resource} ${used[resource] ?? '?'} of ${hard}`);
      return parts.length === 0 ? [] : [`${stringAt(quota, 'metadata', 'name') ?? ''} (${parts.join(', ')})`];
    });
    if (lines.length === 0) return undefined;
    return `The namespace has a quota: ${lines.slice(0, 3).join('; ')}. A dry run does not see it: new pods may be refused.`;
  } catch (error) {
    if (error instanceof ClusterError && error.failure === 'refused') {
      return 'Quotas cannot be read here, and a dry run does not see them: new pods may be refused.';
    }
    throw error;
  }
}
