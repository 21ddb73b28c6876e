import { collectionPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { readQuantity } from '../../model/quantity.ts';
import type { ActionTools } from '../action.ts';
import { objectsAt, stringAt, stringsAt } from '../json-at.ts';
import { listIfAllowed } from '../list-if-allowed.ts';
import { readiness, schedulingOf } from '../node-scheduling.ts';
import { controllerKey, isLeaving } from './judge-pod.ts';
import { condition } from '../rollout-status.ts';

/** What is around a node that is to be drained. By requests alone: affinity, taints and volumes are not looked at. */
export interface NodeRoom {
  /** Of the whole cluster. */
  pods: number;
  /** Other ready nodes that take pods. */
  openNodes: number;
  asked: Amounts;
  /** On these nodes, what nobody has asked for. */
  free: Amounts;
  /** Controllers that have a pod to evict and no ready one on another node. */
  alone: readonly string[];
}

/** Cores and bytes. */
export interface Amounts {
  cpu: number;
  memory: number;
}

const mostPods = 5000;

/** Undefined: the rights for the lists are missing, or the cluster is too large to be counted in passing. */
export async function nodeRoom(
  tools: ActionTools,
  node: string,
  evict: readonly JsonObject[],
): Promise<NodeRoom | undefined> {
  const as = tools.identity === undefined ? {} : { identity: tools.identity };
  const [pods, nodes] = await Promise.all([
    listIfAllowed(tools.cluster.list(collectionPath('Pod'), { ...as, maxItems: mostPods })),
    listIfAllowed(tools.cluster.list(collectionPath('Node'), { ...as, maxItems: mostPods })),
  ]);
  if (pods === undefined || nodes === undefined || pods.length >= mostPods) return undefined;
  const open = nodes.filter(
    (one) =>
      stringAt(one, 'metadata', 'name') !== node && schedulingOf(one) === 'open' && readiness(one) === 'True',
  );
  const free: Amounts = { cpu: 0, memory: 0 };
  for (const one of open) {
    const name = stringAt(one, 'metadata', 'name');
    const used = requestsOf(pods.filter((pod) => stringAt(pod, 'spec', 'nodeName') === name));
    const allocatable = amountsOf(stringsAt(one, 'status', 'allocatable'));
    free.cpu += Math.max(0, allocatable.cpu - used.cpu);
    free.memory += Math.max(0, allocatable.memory - used.memory);
  }
  const elsewhere = new Set(
    pods
      .filter((pod) => stringAt(pod, 'spec', 'nodeName') !== node && isReady(pod) && !isLeaving(pod))
      .map(controllerKey),
  );
  return {
    pods: pods.length,
    openNodes: open.length,
    asked: requestsOf(evict),
    free,
    alone: [...new Set(evict.filter(isReady).map(controllerKey))].filter((key) => !elsewhere.has(key)),
  };
}

/** Of pods that have not ended. */
function requestsOf(pods: readonly JsonObject[]): Amounts {
  const sum: Amounts = { cpu: 0, memory: 0 };
  for (const pod of pods) {
    if (['Succeeded', 'Failed'].includes(stringAt(pod, 'status', 'phase') ?? '')) continue;
    for (const container of objectsAt(pod, 'spec', 'containers')) {
      const { cpu, memory } = amountsOf(stringsAt(container, 'resources', 'requests'));
      sum.cpu += cpu;
      sum.memory += memory;
    }
  }
  return sum;
}

function amountsOf(amounts: Readonly<Record<string, string>>): Amounts {
  return {
    cpu: readQuantity(amounts['cpu'] ?? '0') ?? 0,
    memory: readQuantity(amounts['memory'] ?? '0') ?? 0,
  };
}

export function isReady(pod: JsonObject): boolean {
  return stringAt(condition(pod, 'Ready'), 'status') === 'True';
}

/** `3.2 CPUs and 6.1 GiB` */
export function amountsInWords({ cpu, memory }: Amounts): string {
  return `${round(cpu)} CPUs and ${round(memory / 2 ** 30)} GiB`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
