import { rightOf, type NeededRight } from '../../cluster/review-access.ts';
import type { ActionParameters } from '../../model/action.ts';
import { durationInWords } from '../../model/duration-in-words.ts';
import type { JsonObject } from '../../model/json.ts';
import { fullReference } from '../../model/object-reference.ts';
import type { PlanRefusal } from '../../model/plan.ts';
import { isRefusal, planRefusal, type ActionTools, type Prepared } from '../action.ts';
import { cordonedBy, readNode, schedulingOf, schedulingPatch } from '../node-scheduling.ts';
import type { ReadTarget } from '../read-target.ts';
import { budgetsOf, type Budget } from './budgets.ts';
import { controllerKey, emptyDirs, isLeaving, podName } from './judge-pod.ts';
import { amountsInWords, nodeRoom, type NodeRoom } from './node-room.ts';
import { controllersOf, readNodePods, type NodePods } from './read-node-pods.ts';
import { some } from './some.ts';
import { identityOfPod, rehearse, type Rehearsal } from './rehearse.ts';

/** kubectl waits for ever; somebody who looks at a channel does not. */
const defaultTimeLimitMs = 10 * 60_000;
const longestTimeLimitMs = 6 * 60 * 60_000;
/** Of the pods in the diff. */
const mostNamed = 40;

/** What the digest covers, of what was just read. */
export function drainFacts(read: ReadTarget, pods: NodePods): JsonObject {
  return {
    unschedulable: schedulingOf(read.object) === 'cordoned',
    controllers: [...controllersOf(pods.evict)],
  };
}

/** The parameters without what is left open. */
export function exactDrain(parameters: ActionParameters, read: ReadTarget): ActionParameters {
  const { duration, emptyDirData } = parameters as { duration?: number; emptyDirData?: 'delete' };
  return {
    action: 'drain',
    target: read.reference,
    ...(duration !== undefined && { duration }),
    ...(emptyDirData !== undefined && { emptyDirData }),
  };
}

/** @throws ClusterError */
export async function prepareDrain(
  tools: ActionTools,
  parameters: ActionParameters,
): Promise<Prepared | PlanRefusal> {
  const read = await readNode(tools, parameters);
  if (isRefusal(read)) return read;
  const exact = exactDrain(parameters, read);
  const timeLimitMs = ('duration' in exact ? exact.duration : undefined) ?? defaultTimeLimitMs;
  if (timeLimitMs > longestTimeLimitMs)
    return planRefusal('bad-value', `A drain goes on for at most ${durationInWords(longestTimeLimitMs)}.`);
  const pods = await readNodePods(tools, exact, 'looked-up');
  const name = fullReference(read.reference);
  if (pods.refused.length > 0) return planRefusal('bad-value', refusedInWords(name, pods));
  const isCordoned = schedulingOf(read.object) === 'cordoned';
  if (pods.evict.length === 0 && isCordoned)
    return planRefusal('already-so', `${name} is drained already: it is cordoned, and no pod has to go.`);

  const evict = pods.evict.filter((pod) => !isLeaving(pod));
  const rehearsal = await rehearse(tools, read, evict);
  if (isRefusal(rehearsal)) return rehearsal;
  const [budgets, room] = [await budgetsOf(tools, evict), await nodeRoom(tools, read.reference.name, evict)];
  const facts = drainFacts(read, pods);
  return {
    parameters: exact,
    target: read.target,
    facts,
    before: { unschedulable: isCordoned, pods: pods.evict.length },
    after: { unschedulable: true },
    title: `Drain ${name}`,
    diff: diffOf(isCordoned, evict),
    warnings: warningsOf(tools, { read, evict, rehearsal, budgets, room, timeLimitMs }),
    blastRadius: reachInWords(pods, controllersOf(pods.evict).length, room),
    risk: isTight(room) || unguardedOf({ evict, budgets, room }).length > 0 ? 'high' : 'medium',
    generation: undefined,
    rehearsal: `the API server would ${isCordoned ? '' : 'cordon the node and '}evict ${rehearsal.allowed} of ${evict.length} pods now, each tried by itself`,
    timeLimitMs,
    rights: rightsFor(read, evict),
  };
}

/** Evictions need their right where the pods are: who has it there need not have it everywhere. */
function rightsFor(node: ReadTarget, evict: readonly JsonObject[]): readonly NeededRight[] {
  const cordon = schedulingPatch(node, 'cordoned', { mark: 'middlewatch-drain-review', lock: 'none' });
  const namespaces = new Set(evict.map((pod) => identityOfPod(pod).namespace));
  const evictions = [...namespaces].map((namespace) => ({
    verb: 'create',
    apiGroup: '',
    resource: 'pods',
    subresource: 'eviction',
    namespace,
  }));
  return [...(schedulingOf(node.object) === 'open' ? [rightOf(cordon)] : []), ...evictions];
}

/** In kubectl's words where it has them; every pod that stands in the way is named, up to a point. */
function refusedInWords(node: string, { refused }: NodePods): string {
  const reasons = {
    'no-controller': 'no controller brings them back (move or delete them first; a drain does not force)',
    'daemon-set-is-gone': 'their DaemonSet is gone (delete them first)',
    'empty-dir': 'data in their emptyDir volumes would be lost (if it may be: `--delete-emptydir-data`)',
  } as const;
  const sentences = (Object.keys(reasons) as (keyof typeof reasons)[]).flatMap((why) => {
    const names = refused.filter((one) => one.why === why).map(({ pod }) => podName(pod));
    return names.length === 0 ? [] : [`${some(names)}: ${reasons[why]}.`];
  });
  return `${node} cannot be drained, and nothing was changed. ${sentences.join(' ')}`;
}

function diffOf(isCordoned: boolean, evict: readonly JsonObject[]): readonly string[] {
  const named = evict.slice(0, mostNamed).map((pod) => `- pod ${podName(pod)}`);
  const more = evict.length - named.length;
  return [
    ...(isCordoned ? [] : ['- spec.unschedulable: false', '+ spec.unschedulable: true']),
    ...named,
    ...(more > 0 ? [`- and ${more} more pods`] : []),
  ];
}

interface Found {
  read: ReadTarget;
  evict: readonly JsonObject[];
  rehearsal: Rehearsal;
  budgets: readonly Budget[] | undefined;
  room: NodeRoom | undefined;
  timeLimitMs: number;
}

function warningsOf(tools: ActionTools, found: Found): readonly string[] {
  const { read, evict, rehearsal, budgets, room, timeLimitMs } = found;
  const by = schedulingOf(read.object) === 'cordoned' ? cordonedBy(read.object, tools.now()) : undefined;
  const unguarded = unguardedOf(found);
  const data = evict.filter((pod) => emptyDirs(pod).length > 0).map(podName);
  return [
    ...rehearsal.blocked.map(
      ({ why, pods }) =>
        `${why}. ${some(pods)} would have to wait: until the budget allows it, for at most ${durationInWords(timeLimitMs)}.`,
    ),
    ...(budgets === undefined
      ? ['How much room the disruption budgets leave is not known: their list is refused.']
      : budgets
          .filter(({ allows, pods }) => allows > 0 && allows < pods.length)
          .map(
            ({ name, allows, pods }) =>
              `Disruption budget ${name} allows ${allows} of these ${pods.length} pods at a time: the others wait for new ones to be ready.`,
          )),
    ...(room !== undefined && room.openNodes === 0
      ? ['No other ready node takes pods: the evicted ones will have nowhere to run.']
      : room !== undefined && isTight(room)
        ? [
            `They ask for ${amountsInWords(room.asked)}; the other nodes have ${amountsInWords(room.free)} left: some will have nowhere to run.`,
          ]
        : []),
    ...(room === undefined ? ['Whether the other nodes have room for them is not known.'] : []),
    ...(unguarded.length > 0
      ? [
          `No budget guards these, and none of them is ready elsewhere, so they are away until new pods are: ${some(unguarded)}.`,
        ]
      : []),
    ...(data.length > 0 ? [`Data in emptyDir volumes is lost: ${some(data)}.`] : []),
    ...(by === undefined ? [] : [`It is cordoned already, by ${by}.`]),
  ];
}

/** Controllers without a budget whose ready pods are all on the node. */
function unguardedOf({ evict, budgets, room }: Pick<Found, 'evict' | 'budgets' | 'room'>): readonly string[] {
  const guarded = new Set((budgets ?? []).flatMap(({ pods }) => pods));
  const without = new Set(evict.filter((pod) => !guarded.has(pod)).map(controllerKey));
  return (room?.alone ?? []).filter((key) => without.has(key)).map((key) => key.split(' ')[0] ?? key);
}

function isTight(room: NodeRoom | undefined): boolean {
  if (room === undefined) return false;
  const { asked, free, openNodes } = room;
  return openNodes === 0 || asked.cpu > free.cpu || asked.memory > free.memory;
}

function reachInWords(pods: NodePods, controllers: number, room: NodeRoom | undefined): string {
  const { evict, stays } = pods;
  const share =
    room === undefined || room.pods === 0
      ? ''
      : ` (${Math.round((100 * evict.length) / room.pods)} % of all)`;
  const staying = [
    ...(stays.daemonSet > 0 ? [`${stays.daemonSet} of DaemonSets`] : []),
    ...(stays.static > 0 ? [`${stays.static} static`] : []),
  ];
  return [
    `${evict.length} ${evict.length === 1 ? 'pod' : 'pods'}${share} of ${controllers} ${controllers === 1 ? 'controller' : 'controllers'} ${evict.length === 1 ? 'is' : 'are'} evicted`,
    ...(staying.length === 0 ? [] : [`${staying.join(' and ')} stay`]),
    ...(room === undefined || room.openNodes === 0
      ? []
      : [
          `they ask for ${amountsInWords(room.asked)}, ${room.openNodes} other ready ${room.openNodes === 1 ? 'node has' : 'nodes have'} ${amountsInWords(room.free)} left (affinity, taints and volumes not counted)`,
        ]),
  ].join('; ');
}
