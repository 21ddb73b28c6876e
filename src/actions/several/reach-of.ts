import { collectionPath, objectPath } from '../../cluster/object-path.ts';
import type { ActionName } from '../../model/action.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ObjectReference } from '../../model/object-reference.ts';
import type { ActionTools } from '../action.ts';
import { objectAt, stringAt } from '../json-at.ts';
import { labelSelector } from '../label-selector.ts';
import { listIfAllowed } from '../list-if-allowed.ts';
import { readiness, schedulingOf } from '../node-scheduling.ts';
import { inBatches } from './in-batches.ts';
import { kindInWords } from './kind-in-words.ts';

export interface Reach {
  words: string;
  warnings: readonly string[];
}

const mostPods = 5000;

/** What several objects are together: how many, and which share of the pods around them is theirs. */
export async function reachOf(
  tools: ActionTools,
  action: ActionName,
  targets: readonly ObjectReference[],
): Promise<Reach> {
  const [first] = targets;
  if (first === undefined) return { words: 'nothing', warnings: [] };
  const { kind, namespace } = first;
  const pods = await listIfAllowed(
    tools.cluster.list(collectionPath('Pod', namespace), { ...as(tools), maxItems: mostPods }),
  );
  const count = `${targets.length} ${kindInWords(kind, targets.length)}`;
  const around = namespace === undefined ? `on ${first.cluster}` : `in ${namespace}`;
  if (kind === 'Node') return nodesReach(tools, action, targets, pods);
  if (kind === 'Pod')
    return { words: `${count}${pods === undefined ? '' : ` of ${counted(pods)} ${around}`}`, warnings: [] };
  if (pods === undefined) return { words: `${count}; how many pods is not known`, warnings: [] };
  const own = await podsOf(tools, targets);
  if (own === undefined) return { words: count, warnings: [] };
  return { words: `${count} with ${share(own, pods)} ${around}`, warnings: [] };
}

async function nodesReach(
  tools: ActionTools,
  action: ActionName,
  targets: readonly ObjectReference[],
  pods: readonly JsonObject[] | undefined,
): Promise<Reach> {
  const names = new Set(targets.map(({ name }) => name));
  const nodes = await listIfAllowed(
    tools.cluster.list(collectionPath('Node'), { ...as(tools), maxItems: 5000 }),
  );
  const left = nodes?.filter(
    (node) =>
      !names.has(stringAt(node, 'metadata', 'name') ?? '') &&
      schedulingOf(node) === 'open' &&
      readiness(node) === 'True',
  ).length;
  const there = pods?.filter((pod) => names.has(stringAt(pod, 'spec', 'nodeName') ?? '')).length;
  const sentences = [
    `${names.size}${nodes === undefined ? '' : ` of ${nodes.length}`} nodes`,
    ...(there === undefined || pods === undefined ? [] : [`${share(there, pods)} run on them`]),
    ...(left === undefined ? [] : [`${left} other ready ${left === 1 ? 'node takes' : 'nodes take'} pods`]),
  ];
  const alone = action === 'cordon' && left === 0;
  return {
    words: sentences.join('; '),
    warnings: alone ? ['After all of them no ready node takes pods: new pods will have nowhere to run.'] : [],
  };
}

/** Undefined: they have no pods of their own, or may not be read. */
async function podsOf(tools: ActionTools, targets: readonly ObjectReference[]): Promise<number | undefined> {
  const lists = await inBatches(targets, async (target) => {
    const object = await tools.cluster.get(objectPath(target), as(tools));
    if (Object.keys(objectAt(object, 'spec', 'selector')).length === 0) return undefined;
    const path = collectionPath('Pod', target.namespace);
    return listIfAllowed(
      tools.cluster.list(path, { ...as(tools), labelSelector: labelSelector(object), maxItems: mostPods }),
    );
  });
  if (lists.some((list) => list === undefined)) return undefined;
  const uids = lists.flatMap((list) => (list ?? []).map((pod) => stringAt(pod, 'metadata', 'uid')));
  return new Set(uids).size;
}

const counted = (pods: readonly JsonObject[]): string =>
  `${pods.length === mostPods ? `${mostPods} or more` : pods.length} pods`;

function share(own: number, pods: readonly JsonObject[]): string {
  const percent = pods.length === 0 ? 0 : Math.round((100 * own) / pods.length);
  return `${own} of ${counted(pods)} (${percent} %)`;
}

const as = (tools: ActionTools) => (tools.identity === undefined ? {} : { identity: tools.identity });
