import { ClusterError } from '../cluster/cluster-client.ts';
import { objectPath } from '../cluster/object-path.ts';
import type { ActionTools } from './action.ts';
import type { BoundsHolder } from './autoscaler-bounds.ts';
import { objectsAt } from './json-at.ts';
import { podTemplate } from './revisions.ts';
import type { TouchedPods } from './warnings/touched.ts';

const scaledKinds: readonly string[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout'];

/** An autoscaler with other bounds: what it was read as, and what it keeps then. */
export interface NewBounds {
  holder: Pick<BoundsHolder, 'reference' | 'replicas' | 'scaleTarget'>;
  minimum: number;
  maximum: number;
}

/**
 * The pods that start or stop at once when an autoscaler gets other bounds.
 * @returns undefined: none do, or what it scales is of a kind without a pod template, is gone, or cannot be read here
 */
export async function boundedPods(
  tools: Pick<ActionTools, 'cluster' | 'identity'>,
  { holder, minimum, maximum }: NewBounds,
): Promise<TouchedPods | undefined> {
  const { reference, replicas: before, scaleTarget } = holder;
  const after = Math.min(Math.max(before, minimum), maximum);
  if (after === before || !scaledKinds.includes(scaleTarget.kind)) return undefined;
  try {
    const workload = await tools.cluster.get(objectPath({ ...reference, ...scaleTarget }), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
    const template = podTemplate(workload);
    // A Rollout may point to the Deployment that has the template.
    if (objectsAt(template, 'spec', 'containers').length === 0) return undefined;
    return { template, before, after, stay: 'as-they-are' };
  } catch (error) {
    // The missing right is said with the plan.
    if (error instanceof ClusterError && error.failure === 'refused') return undefined;
    throw error;
  }
}
