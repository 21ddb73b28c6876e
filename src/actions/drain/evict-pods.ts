import { ClusterError } from '../../cluster/cluster-client.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ActionTools } from '../action.ts';
import { evictionOf } from '../eviction.ts';
import { executionMark } from '../execution-mark.ts';
import { isServerTrouble, refusalOf } from '../refusal-of.ts';
import { stepId, whyStopped, type FinishedStep, type StepsOptions } from '../steps.ts';
import { controllerKey, podName } from './judge-pod.ts';
import { isReady } from './node-room.ts';
import { hasTwoBudgets, identityOfPod } from './rehearse.ts';

/** What one pass over the pods did. */
export interface EvictionPass {
  evicted: readonly FinishedStep[];
  /** A budget or a busy server said: not now. */
  blocked: readonly { pod: JsonObject; why: string }[];
  /** No further eviction begins: why, for the end of a sentence. */
  stopped?: string;
}

/** So many in one pass, which then says how far it is and hears of an abort. */
const mostInOnePass = 20;

/**
 * Evicts pods one after the other, those that are not ready first, for no budget counts them; what is refused for now is
 * left for the next pass. Where a budget refused a ready pod, the other ready ones of its controller need not be tried.
 */
export async function evictPods(
  tools: ActionTools,
  options: StepsOptions,
  pods: readonly JsonObject[],
): Promise<EvictionPass> {
  const evicted: FinishedStep[] = [];
  const blocked: { pod: JsonObject; why: string }[] = [];
  // The first mark is the cordon's, whoever cordoned.
  const known = options.steps.map(({ key }) => key).filter((key) => key !== options.plan.target.uid);
  const refused = new Map<string, string>();
  for (const pod of [...pods.filter((one) => !isReady(one)), ...pods.filter(isReady)]) {
    if (evicted.length >= mostInOnePass) break;
    const controller = controllerKey(pod);
    const why = isReady(pod) ? refused.get(controller) : undefined;
    if (why !== undefined) {
      blocked.push({ pod, why });
      continue;
    }
    const { uid, namespace, name } = identityOfPod(pod);
    const begun = await options.begin({ key: uid, name: `pod/${name} in ${namespace}` });
    if (begun === 'not-executing') break;
    if (begun === 'aborted' || begun === 'frozen') return { evicted, blocked, stopped: whyStopped[begun] };
    if (!known.includes(uid)) known.push(uid);
    const mark = executionMark('drain', stepId(options.executionId, known.indexOf(uid) + 2));
    const found = await evict(tools, pod, mark);
    if (found === 'evicted')
      evicted.push({ key: uid, outcome: 'done', message: `${podName(pod)} is evicted` });
    else if (found !== 'gone' && 'wait' in found) {
      blocked.push({ pod, why: found.wait });
      // The next ones would wait for their deadlines one after the other.
      if (found.of === 'server') break;
      if (isReady(pod)) refused.set(controller, found.wait);
    } else if (found !== 'gone') return { evicted, blocked, stopped: found.no };
  }
  return { evicted, blocked };
}

async function evict(
  tools: ActionTools,
  pod: JsonObject,
  mark: string,
): Promise<'evicted' | 'gone' | { wait: string; of: 'pod' | 'server' } | { no: string }> {
  try {
    await tools.cluster.change(evictionOf(identityOfPod(pod)), {
      fieldManager: mark,
      dryRun: 'none',
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
    return 'evicted';
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    // Gone, or another pod of this name: the next look tells.
    if (error.status === 404 || error.status === 409) return 'gone';
    const refused = `pod ${podName(pod)} cannot be evicted: ${error.message}`;
    if (hasTwoBudgets(error)) return { no: refused };
    if (error.reason === 'DisruptionBudget') return { wait: error.message, of: 'pod' };
    if (error.failure !== 'refused' || isServerTrouble(error)) return { wait: error.message, of: 'server' };
    // Of a namespace that is being deleted; its pods go by themselves.
    if (error.status === 403 && /being terminated/.test(error.message))
      return { wait: error.message, of: 'pod' };
    const target = { cluster: tools.cluster.name, kind: 'Pod', ...identityOfPod(pod) };
    const refusal = refusalOf(error, tools, target);
    return { no: refusal.reason === 'forbidden' ? refusal.message.replace(/\.$/, '') : refused };
  }
}
