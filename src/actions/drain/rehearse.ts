import { ClusterError } from '../../cluster/cluster-client.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlanRefusal } from '../../model/plan.ts';
import { planRefusal, type ActionTools } from '../action.ts';
import { evictionOf } from '../eviction.ts';
import { stringAt } from '../json-at.ts';
import { schedulingOf, schedulingPatch } from '../node-scheduling.ts';
import type { ReadTarget } from '../read-target.ts';
import { inBatches } from '../several/in-batches.ts';
import { podName } from './judge-pod.ts';

/** What the API server would say now. */
export interface Rehearsal {
  /** So many pods could be evicted, each by itself: together they may be more than a budget allows. */
  allowed: number;
  blocked: readonly { why: string; pods: readonly string[] }[];
}

const mark = 'middlewatch-drain-dry-run';

/**
 * Cordon and every eviction with dryRun=All, which asks the disruption budgets too.
 * @throws ClusterError where one is refused for another reason than a budget
 */
export async function rehearse(
  tools: ActionTools,
  node: ReadTarget,
  pods: readonly JsonObject[],
): Promise<Rehearsal | PlanRefusal> {
  const options = {
    fieldManager: mark,
    dryRun: 'All' as const,
    ...(tools.identity !== undefined && { identity: tools.identity }),
  };
  if (schedulingOf(node.object) === 'open')
    await tools.cluster.change(schedulingPatch(node, 'cordoned', { mark, lock: 'none' }), options);
  const tried = await inBatches(pods, async (pod) => {
    try {
      await tools.cluster.change(evictionOf(identityOfPod(pod)), options);
      return 'allowed' as const;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.reason === 'DisruptionBudget') return { why: error.message, pod: podName(pod) };
      if (hasTwoBudgets(error)) return 'two-budgets' as const;
      // Gone meanwhile, or replaced by another of its name.
      if (error.status === 404 || error.status === 409) return 'allowed' as const;
      throw error;
    }
  });
  const twice = pods.filter((_pod, index) => tried[index] === 'two-budgets').map(podName);
  if (twice.length > 0)
    return planRefusal(
      'dry-run-refused',
      `More than one disruption budget protects ${twice.slice(0, 5).join(', ')}: the API server refuses every eviction of it. Mend the budgets first; nothing was changed.`,
    );
  const blocked = new Map<string, string[]>();
  for (const one of tried)
    if (typeof one === 'object') blocked.set(one.why, [...(blocked.get(one.why) ?? []), one.pod]);
  return {
    allowed: tried.filter((one) => one === 'allowed').length,
    blocked: [...blocked].map(([why, names]) => ({ why, pods: names })),
  };
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/pod/storage/eviction.go */
export function hasTwoBudgets(error: ClusterError): boolean {
  return error.status === 500 && /more than one PodDisruptionBudget/.test(error.message);
}

export function identityOfPod(pod: JsonObject): { namespace: string; name: string; uid: string } {
  return {
    namespace: stringAt(pod, 'metadata', 'namespace') ?? '',
    name: stringAt(pod, 'metadata', 'name') ?? '',
    uid: stringAt(pod, 'metadata', 'uid') ?? '',
  };
}
