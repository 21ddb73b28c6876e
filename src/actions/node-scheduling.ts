import { collectionPath, objectPath } from '../cluster/object-path.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import type { ActionParameters } from '../model/action.ts';
import type { Change } from '../cluster/cluster-client.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type ActionTools, type Lock, type Verification } from './action.ts';
import { lastWriter } from './execution-mark.ts';
import { jsonAt, objectsAt, stringAt } from './json-at.ts';
import { listIfAllowed } from './list-if-allowed.ts';
import { markedPatch } from './marked-patch.ts';
import { podsOnNode } from './pods-on-node.ts';
import { readTarget, type ReadTarget } from './read-target.ts';
import { condition } from './rollout-status.ts';

/** Whether the scheduler may place new pods on a node. */
export type Scheduling = 'cordoned' | 'open';

/** The taint that the node controller keeps in step with spec.unschedulable. */
const taint = 'node.kubernetes.io/unschedulable';

export async function readNode(
  tools: ActionTools,
  parameters: ActionParameters,
): Promise<ReadTarget | PlanRefusal> {
  const { kind } = parameters.target;
  if (kind !== 'Node') {
    return planRefusal(
      'wrong-kind',
      `A ${kind} cannot be ${parameters.action}ed; a node can: \`/mw ${parameters.action} node-3\`.`,
    );
  }
  return readTarget(tools, parameters.target);
}

export function schedulingOf(node: JsonObject): Scheduling {
  return jsonAt(node, 'spec', 'unschedulable') === true ? 'cordoned' : 'open';
}

/** What kubectl sends (pkg/drain/cordon.go), with a lock and a mark. null takes the field away. */
export function schedulingPatch(
  node: ReadTarget,
  wanted: Scheduling,
  { mark, lock }: { mark: string; lock: Lock },
): Change {
  return markedPatch(
    node,
    {
      type: 'application/strategic-merge-patch+json',
      body: { spec: { unschedulable: wanted === 'cordoned' ? true : null } },
    },
    { mark, lock },
  );
}

/** How many pods run there and how many other nodes still take pods; undefined where the lists are refused. */
export async function nodeSurroundings(
  tools: ActionTools,
  name: string,
): Promise<{ pods: number | undefined; otherOpenNodes: number | undefined }> {
  const identity = tools.identity === undefined ? {} : { identity: tools.identity };
  const [pods, nodes] = await Promise.all([
    podsOnNode(tools, name),
    listIfAllowed(tools.cluster.list(collectionPath('Node'), { ...identity, maxItems: 5000 })),
  ]);
  const open = nodes?.filter(
    (node) =>
      stringAt(node, 'metadata', 'name') !== name &&
      schedulingOf(node) === 'open' &&
      readiness(node) === 'True',
  );
  return { pods: pods?.length, otherOpenNodes: open?.length };
}

/** Status of the condition Ready: True, False or Unknown. */
export function readiness(node: JsonObject): string {
  return stringAt(condition(node, 'Ready'), 'status') ?? 'Unknown';
}

/** `kubectl-cordon, 3 hours ago`: who set spec.unschedulable, as far as managedFields tells. */
export function cordonedBy(node: JsonObject, now: number): string | undefined {
  const writer = lastWriter(node, ['f:spec', 'f:unschedulable']);
  if (writer === undefined) return undefined;
  return writer.at === undefined
    ? writer.manager
    : `${writer.manager}, ${durationInWords(now - writer.at)} ago`;
}

export async function verifyScheduling(
  tools: ActionTools,
  plan: Plan,
  wanted: Scheduling,
): Promise<Verification> {
  const node = await tools.cluster.get(objectPath(plan.target));
  const { name } = plan.target;
  if (stringAt(node, 'metadata', 'uid') !== plan.target.uid) {
    return { result: 'unknown', sentence: `Node ${name} was deleted and made anew since.` };
  }
  const words = wanted === 'cordoned' ? 'takes no new pods' : 'takes new pods again';
  if (schedulingOf(node) !== wanted) {
    const by = lastWriter(node, ['f:spec', 'f:unschedulable'])?.manager;
    const who = by === undefined ? '' : ` by ${by}`;
    return {
      result: 'no-effect',
      sentence: `Node ${name} is ${schedulingOf(node)}, as before: it was set back${who}.`,
    };
  }
  const tainted = objectsAt(node, 'spec', 'taints').some(
    (one) => one['key'] === taint && one['effect'] === 'NoSchedule',
  );
  if (tainted === (wanted === 'cordoned')) {
    const ready = readiness(node);
    const state = ready === 'True' ? '' : `; it is not ready (Ready=${ready})`;
    return {
      result: 'worked',
      sentence: `Node ${name} ${words}: spec.unschedulable and its taint agree${state}.`,
    };
  }
  const state = `Node ${name} is ${wanted}, its taint ${taint} is not ${wanted === 'cordoned' ? 'set' : 'taken away'} yet`;
  return {
    pending: state,
    atDeadline: { result: 'unknown', sentence: `${state}: the node controller does not act.` },
  };
}

export async function inverseOfScheduling(
  tools: ActionTools,
  plan: Plan,
  done: Scheduling,
): Promise<ActionParameters | PlanRefusal> {
  const read = await readTarget(tools, plan.target);
  if (isRefusal(read)) return read;
  if (schedulingOf(read.object) !== done) {
    const message = `${fullReference(read.reference)} is ${schedulingOf(read.object)} already: somebody changed it since. Nothing to undo.`;
    return planRefusal('world-moved-on', message);
  }
  return { action: done === 'cordoned' ? 'uncordon' : 'cordon', target: read.reference };
}
