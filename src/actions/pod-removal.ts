import { ClusterError } from '../cluster/cluster-client.ts';
import { collectionPath, objectPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import { shortReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type ActionTools, type Prepared, type Verification } from './action.ts';
import { controllerUid, jsonAt, objectsAt, stringAt } from './json-at.ts';
import { readTarget, type ReadTarget } from './read-target.ts';
import { condition } from './rollout-status.ts';
import { refuseOtherKind } from './workload-kinds.ts';

/** What deleting and evicting a pod have in common: everything but the call. */
export type PodRemoval = Omit<Extract<Prepared, { send?: never }>, 'call'>;

const isReady = (pod: JsonObject): boolean => stringAt(condition(pod, 'Ready'), 'status') === 'True';

/** Enough of a uid to tell pods apart, in a plan that is stored. */
const shortUid = (pod: JsonObject): string => (stringAt(pod, 'metadata', 'uid') ?? '').slice(0, 8);

export async function preparePodRemoval(
  tools: ActionTools,
  parameters: Parameters<typeof readTarget>[1],
  words: { action: 'delete-pod' | 'evict-pod'; imperative: string; participle: string },
): Promise<(PodRemoval & { read: ReadTarget }) | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.kind, ['Pod'], words.participle);
  if (wrong !== undefined) return wrong;
  const read = await readTarget(tools, parameters);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  const owner = objectsAt(object, 'metadata', 'ownerReferences').find((one) => one['controller'] === true);
  const ownerKind = stringAt(owner, 'kind');
  if (
    ownerKind === 'Node' ||
    jsonAt(object, 'metadata', 'annotations', 'kubernetes.io/config.mirror') !== undefined
  ) {
    return planRefusal(
      'bad-value',
      `${shortReference(target)} is a static pod: the kubelet of its node runs it from a file, and ${words.action} does nothing to it.`,
    );
  }
  const siblings = owner === undefined ? [] : await ownedPods(tools, object);
  const others = siblings.filter((pod) => stringAt(pod, 'metadata', 'uid') !== target.uid);
  const ready = others.filter(isReady).length;
  const ownerName = owner === undefined ? undefined : `${ownerKind ?? ''} ${stringAt(owner, 'name') ?? ''}`;
  return {
    read,
    parameters: { action: words.action, target: reference },
    target,
    facts: { owner: stringAt(owner, 'uid') ?? null },
    before: {
      ready,
      owner: ownerName ?? null,
      siblings: siblings.map(shortUid),
      // A drain of it would remove the pod too.
      node: stringAt(object, 'spec', 'nodeName') ?? null,
    },
    after: {},
    title: `${words.imperative} pod ${target.name} in ${target.namespace ?? ''} on ${target.cluster}`,
    diff: [
      `- pod ${target.name} on ${stringAt(object, 'spec', 'nodeName') ?? 'no node'}, ${isReady(object) ? 'ready' : 'not ready'}`,
      ...(ownerName === undefined ? [] : [`+ a new pod, made by ${ownerName}`]),
    ],
    warnings: removalWarnings(object, ownerKind, isReady(object) && ready === 0),
    blastRadius:
      ownerName === undefined
        ? '1 pod, for good'
        : `1 pod is replaced; ${ready} other ready ${ready === 1 ? 'pod' : 'pods'} of ${ownerName} go on`,
    risk: owner === undefined ? 'high' : isReady(object) && ready === 0 ? 'medium' : 'low',
    generation: undefined,
  };
}

function removalWarnings(
  pod: JsonObject,
  ownerKind: string | undefined,
  lastReady: boolean,
): readonly string[] {
  const emptyDir = objectsAt(pod, 'spec', 'volumes').filter((one) => one['emptyDir'] !== undefined);
  return [
    ...(ownerKind === undefined
      ? ['No controller owns this pod: nothing makes a new one. It is gone for good.']
      : []),
    ...(ownerKind === 'Job' ? ['It belongs to a Job, which may count it as failed.'] : []),
    ...(lastReady && ownerKind !== undefined
      ? ['It is the only ready pod of its controller: nobody serves until the new one is ready.']
      : []),
    ...(emptyDir.length > 0
      ? [
          `What is in its emptyDir ${emptyDir.length === 1 ? 'volume' : 'volumes'} (${emptyDir.map((one) => stringAt(one, 'name') ?? '').join(', ')}) is lost.`,
        ]
      : []),
  ];
}

async function ownedPods(tools: ActionTools, pod: JsonObject): Promise<JsonObject[]> {
  const owner = controllerUid(pod);
  const pods = await tools.cluster.list(collectionPath('Pod', stringAt(pod, 'metadata', 'namespace')), {
    ...(tools.identity !== undefined && { identity: tools.identity }),
    maxItems: 5000,
  });
  return pods.filter((one) => controllerUid(one) === owner);
}

/** `undefined`: gone. */
async function readPod(tools: ActionTools, plan: Plan): Promise<JsonObject | undefined> {
  try {
    const pod = await tools.cluster.get(objectPath(plan.target), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
    return stringAt(pod, 'metadata', 'uid') === plan.target.uid ? pod : undefined;
  } catch (error) {
    if (error instanceof ClusterError && error.status === 404) return undefined;
    throw error;
  }
}

/** Gone, on its way out, or another pod of this name: the effect is there, whoever made it. */
export async function lookForPod(tools: ActionTools, plan: Plan): Promise<'effect' | 'not-done'> {
  const pod = await readPod(tools, plan);
  const leaving = stringAt(pod, 'metadata', 'deletionTimestamp') !== undefined;
  return pod === undefined || leaving ? 'effect' : 'not-done';
}

export async function verifyPodRemoval(tools: ActionTools, plan: Plan): Promise<Verification> {
  const { name, namespace } = plan.target;
  const pod = await readPod(tools, plan);
  const owner = stringAt(plan.facts, 'owner');
  if (pod !== undefined) {
    const leaving = stringAt(pod, 'metadata', 'deletionTimestamp') !== undefined;
    const state = leaving ? `Pod ${name} is still ending` : `Pod ${name} is still there`;
    return {
      pending: state,
      atDeadline: { result: leaving ? 'unknown' : 'no-effect', sentence: `${state}.` },
    };
  }
  if (owner === undefined)
    return {
      result: 'worked',
      sentence: `Pod ${name} is gone; no controller owned it, so nothing replaces it.`,
    };
  const before = jsonAt(plan.before, 'siblings');
  const known = new Set(Array.isArray(before) ? before : []);
  const pods = await tools.cluster.list(collectionPath('Pod', namespace), { maxItems: 5000 });
  const fresh = pods.filter((one) => controllerUid(one) === owner && !known.has(shortUid(one)));
  const ready = fresh.find(isReady);
  if (ready !== undefined)
    return {
      result: 'worked',
      sentence: `Pod ${name} is gone; ${stringAt(ready, 'metadata', 'name') ?? 'a new one'} is ready in its place.`,
    };
  const state =
    fresh.length === 0
      ? `Pod ${name} is gone, and no new one is there`
      : `Pod ${name} is gone; ${stringAt(fresh[0], 'metadata', 'name') ?? 'the new one'} is not ready`;
  return { pending: state, atDeadline: { result: 'unknown', sentence: `${state}.` } };
}

export function noWayBack(plan: Plan, participle: string): PlanRefusal {
  return planRefusal(
    'nothing-to-return-to',
    `Pod ${plan.target.name} was ${participle}: a pod that is gone does not come back.`,
  );
}
