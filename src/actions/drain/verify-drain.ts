import { collectionPath, objectPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Plan } from '../../model/plan.ts';
import type { ActionTools, Verification, VerifyOptions } from '../action.ts';
import { lastWriter } from '../execution-mark.ts';
import { jsonAt, stringAt } from '../json-at.ts';
import { schedulingOf } from '../node-scheduling.ts';
import { condition } from '../rollout-status.ts';
import { inBatches } from '../several/in-batches.ts';
import { controllerKey, isLeaving, podName } from './judge-pod.ts';
import { isReady } from './node-room.ts';
import { readNodePods } from './read-node-pods.ts';
import { some } from './some.ts';

/** Nothing is left that has to go, and every pod of the controllers that lost one is ready, elsewhere. */
export async function verifyDrain(
  tools: ActionTools,
  plan: Plan,
  { stopped }: VerifyOptions,
): Promise<Verification> {
  const { name } = plan.target;
  const node = await tools.cluster.get(objectPath(plan.target));
  if (stringAt(node, 'metadata', 'uid') !== plan.target.uid)
    return { result: 'unknown', sentence: `Node ${name} was deleted and made anew since.` };
  const pods = await readNodePods(tools, plan.parameters, 'assumed');
  const left = [...pods.evict, ...pods.refused.map(({ pod }) => pod)].map(podName);
  if (schedulingOf(node) === 'open') {
    const by = lastWriter(node, ['f:spec', 'f:unschedulable'])?.manager;
    const sentence = `Node ${name} takes pods again: it was uncordoned${by === undefined ? '' : ` by ${by}`}.`;
    return { result: stopped === undefined ? 'no-effect' : 'partly', sentence };
  }
  if (stopped !== undefined) {
    const rest =
      left.length === 0 ? 'no pod that has to go' : `${left.length} that have to go: ${some(left)}`;
    return {
      result: 'partly',
      sentence: `Node ${name} is cordoned; on it there ${left.length === 0 ? 'is' : 'are'} ${rest}.`,
    };
  }
  if (left.length > 0) {
    const state = `On ${name} there is still ${some(left)}`;
    return { pending: state, atDeadline: { result: 'partly', sentence: `${state}.` } };
  }
  return replacements(plan, await podsAround(tools, plan));
}

/** A few namespaces are read one by one: a whole cluster's pods every two seconds would be a burden. */
const fewNamespaces = 10;
const mostPods = 5000;

async function podsAround(tools: ActionTools, plan: Plan): Promise<readonly JsonObject[]> {
  const namespaces = [...new Set(controllersOn(plan).map((key) => key.split('/')[0] ?? ''))];
  const places = namespaces.length > fewNamespaces ? [undefined] : namespaces;
  const lists = await inBatches(places, async (namespace) =>
    tools.cluster.list(collectionPath('Pod', namespace), { maxItems: mostPods }),
  );
  return lists.flat();
}

function controllersOn(plan: Plan): readonly string[] {
  const listed = jsonAt(plan.facts, 'controllers');
  return Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : [];
}

function replacements(plan: Plan, pods: readonly JsonObject[]): Verification {
  const controllers = new Set(controllersOn(plan));
  const own = pods.filter(
    (pod) =>
      controllers.has(controllerKey(pod)) &&
      !isLeaving(pod) &&
      !['Succeeded', 'Failed'].includes(stringAt(pod, 'status', 'phase') ?? ''),
  );
  const waiting = own.filter((pod) => !isReady(pod));
  const { name } = plan.target;
  const drained = `Node ${name} is drained`;
  if (waiting.length === 0)
    return {
      result: 'worked',
      sentence: `${drained}: no pod is left that has to go; the ${own.length} pods of their controllers are ready elsewhere.`,
    };
  const homeless = waiting.filter((pod) => stringAt(condition(pod, 'PodScheduled'), 'status') === 'False');
  const [first] = homeless;
  if (first === undefined) {
    const state = `${drained}; ${waiting.length} of the ${own.length} pods of their controllers are not ready: ${some(waiting.map(podName))}`;
    return { pending: state, atDeadline: { result: 'unknown', sentence: `${state}.` } };
  }
  const why = stringAt(condition(first, 'PodScheduled'), 'message') ?? 'no reason given';
  const state = `${drained}; ${homeless.length} of the ${own.length} pods of their controllers find no node: ${some(homeless.map(podName))} (${why})`;
  return { pending: state, atDeadline: { result: 'worse', sentence: `${state}.` } };
}
