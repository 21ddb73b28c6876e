import { objectPath } from '../cluster/object-path.ts';
import type { ActionParameters } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type Action, type ActionTools, type Prepared } from './action.ts';
import { findAutoscaler, type Autoscaler } from './autoscaler.ts';
import { numberAt, objectsAt, stringAt } from './json-at.ts';
import { readTarget, type ReadTarget } from './read-target.ts';
import { podTemplate } from './revisions.ts';
import { availableReplicas, wantedReplicas } from './rollout-status.ts';
import { shareInWords } from './share-in-words.ts';
import { verifyScale } from './verify-scale.ts';
import { refuseOtherKind } from './workload-kinds.ts';
import { podWarningNames } from './warnings/warning-kinds.ts';

/** Beyond this a typing mistake is likelier than a wish. */
const mostReplicas = 1000;
const kinds = ['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout'];

/** Sets spec.replicas through the scale subresource, as `kubectl scale` does. */
export const scale: Action = {
  name: 'scale',
  summary:
    'sets the number of replicas of a Deployment, StatefulSet, ReplicaSet without an owner, or Argo Rollout',
  kinds,
  digestFacts: {
    replicas: 'spec.replicas',
    autoscaler: 'uid, minimum and maximum of the HorizontalPodAutoscaler that aims at it, or null',
  },
  call: 'merge patch of the scale subresource: metadata.resourceVersion, spec.replicas',
  undo: 'scale to the number from before',
  warnings: ['gitops', 'autoscaler', ...podWarningNames],
  risks: 'low; medium down, or to more than three times; high to 0',
  worked: 'as many pods available as wanted, none left over',
  permissions: [
    {
      apiGroup: 'apps',
      resources: ['deployments', 'statefulsets', 'replicasets'],
      verbs: ['get'],
      scope: 'namespace',
      neededBy: 'scale: reads the workload',
    },
    {
      apiGroup: 'apps',
      resources: ['deployments/scale', 'statefulsets/scale', 'replicasets/scale'],
      verbs: ['patch'],
      scope: 'namespace',
      neededBy: 'scale: sets spec.replicas, and nothing else of the workload',
      fields: ['/spec/replicas'],
    },
    {
      apiGroup: 'argoproj.io',
      resources: ['rollouts'],
      verbs: ['get'],
      scope: 'namespace',
      neededBy: 'scale: reads the Rollout',
      optional: true,
    },
    {
      apiGroup: 'argoproj.io',
      resources: ['rollouts/scale'],
      verbs: ['patch'],
      scope: 'namespace',
      neededBy: 'scale: sets spec.replicas, and nothing else of the Rollout',
      fields: ['/spec/replicas'],
      optional: true,
    },
    {
      apiGroup: 'autoscaling',
      resources: ['horizontalpodautoscalers'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'rollback, scale: who owns the replica count',
    },
    {
      apiGroup: '',
      resources: ['pods'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'rollback, scale: whether the new pods work',
    },
  ],
  marks: 'subresource',
  prepare,
  verify: verifyScale,
  inverse,
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  if (parameters.action !== 'scale') return planRefusal('bad-value', 'This is no scale.');
  const { replicas } = parameters;
  const wrong = refuseOtherKind(parameters.target.kind, kinds, 'scaled');
  if (wrong !== undefined) return wrong;
  if (!Number.isInteger(replicas) || replicas < 0 || replicas > mostReplicas) {
    return planRefusal(
      'bad-value',
      `${replicas} is no number of replicas: write a whole number from 0 to ${mostReplicas}.`,
    );
  }
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  const follows = refuseOwned(read, replicas);
  if (follows !== undefined) return follows;
  const current = wantedReplicas(object);
  const available = availableReplicas(object);
  if (current === replicas) {
    const message = `${shortReference(target)} has ${pods(replicas)} already (${available} available). Nothing to do.`;
    return planRefusal('already-so', message);
  }
  const autoscaler = await findAutoscaler(tools, target);
  const owned = typeof autoscaler === 'object' ? autoscalerRefusal(autoscaler, replicas) : undefined;
  if (owned !== undefined) return owned;
  const resourceVersion = stringAt(object, 'metadata', 'resourceVersion') ?? '';
  const generation = numberAt(object, 'metadata', 'generation') ?? 0;

  return {
    parameters: { action: 'scale', target: reference, replicas },
    target,
    facts: { replicas: current, autoscaler: autoscalerFacts(autoscaler) },
    before: { replicas: current, available, generation },
    after: { replicas },
    title: `Scale ${fullReference(reference)} from ${current} to ${replicas} replicas`,
    diff: [`- spec.replicas: ${current}`, `+ spec.replicas: ${replicas}`],
    warnings: [...autoscalerWarnings(autoscaler, replicas), ...scaleToZeroWarning(object, replicas)],
    blastRadius: blastRadius(current, replicas),
    risk: replicas === 0 ? 'high' : replicas < current || replicas > current * 3 ? 'medium' : 'low',
    generation,
    touched: {
      object,
      pods: { template: podTemplate(object), before: current, after: replicas, stay: 'as-they-are' },
    },
    call: (_mark, lock) => ({
      method: 'PATCH',
      path: objectPath(reference, 'scale'),
      type: 'application/merge-patch+json',
      // The scale object has the resourceVersion of its parent: written since → 409.
      body: { ...(lock !== 'none' && { metadata: { resourceVersion } }), spec: { replicas } },
    }),
  };
}

/** The ReplicaSet of a Deployment or Rollout is set back at once. */
function refuseOwned({ object, target }: ReadTarget, replicas: number): PlanRefusal | undefined {
  const owner = objectsAt(object, 'metadata', 'ownerReferences').find((one) => one['controller'] === true);
  if (target.kind !== 'ReplicaSet' || owner === undefined) return undefined;
  const name = shortReference({ kind: stringAt(owner, 'kind') ?? '', name: stringAt(owner, 'name') ?? '' });
  return planRefusal(
    'wrong-kind',
    `${name} owns ${shortReference(target)} and sets its number back at once. Scale that: \`/mw scale ${name} ${replicas} -n ${target.namespace ?? 'default'}\`.`,
  );
}

/** Outside its bounds the autoscaler corrects at once; below, 0 would switch it off for good. */
function autoscalerRefusal(autoscaler: Autoscaler, replicas: number): PlanRefusal | undefined {
  const { name, minimum, maximum, scaledObject } = autoscaler;
  if (replicas >= minimum && replicas <= maximum) return undefined;
  const bound = replicas > maximum ? 'maxReplicas' : 'minReplicas';
  const todo =
    scaledObject === undefined
      ? `change ${bound} of hpa/${name} to ${replicas}`
      : `change ${bound === 'maxReplicas' ? 'maxReplicaCount' : 'minReplicaCount'} of the KEDA ScaledObject ${scaledObject} to ${replicas}`;
  const consequence = replicas === 0 ? '0 would switch it off' : `it would set ${replicas} back at once`;
  return planRefusal(
    'autoscaler-owns-it',
    `hpa/${name} keeps this between ${minimum} and ${maximum} replicas: ${consequence}. Instead, ${todo}.`,
  );
}

function autoscalerWarnings(autoscaler: Autoscaler | undefined | 'unreadable', replicas: number): string[] {
  if (autoscaler === undefined) return [];
  if (autoscaler === 'unreadable') {
    return ['Autoscalers cannot be read here: if one owns the replicas, it sets them back in about 15 s.'];
  }
  const { name, minimum, maximum, scaledObject } = autoscaler;
  const made = scaledObject === undefined ? '' : ` (made by the KEDA ScaledObject ${scaledObject})`;
  const bound = scaledObject === undefined ? 'minReplicas' : 'minReplicaCount';
  return [
    `hpa/${name}${made} owns the replicas (${minimum} to ${maximum}) and overwrites ${replicas} at its next look, in about 15 s. To hold it, raise its ${bound}.`,
  ];
}

function autoscalerFacts(autoscaler: Autoscaler | undefined | 'unreadable'): JsonObject | string | null {
  if (autoscaler === undefined) return null;
  if (autoscaler === 'unreadable') return autoscaler;
  return { uid: autoscaler.uid, minimum: autoscaler.minimum, maximum: autoscaler.maximum };
}

function scaleToZeroWarning(object: JsonObject, replicas: number): string[] {
  if (replicas > 0) return [];
  return [
    `All pods of ${stringAt(object, 'metadata', 'name') ?? ''} stop: it serves nobody until it is scaled up again.`,
  ];
}

function blastRadius(current: number, replicas: number): string {
  const difference = Math.abs(replicas - current);
  if (replicas > current) return `${pods(difference)} started beside the ${current} of now`;
  return `${difference} of ${pods(current)}${shareInWords(difference, current)} stopped`;
}

function pods(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}

async function inverse(tools: ActionTools, plan: Plan): Promise<ActionParameters | PlanRefusal> {
  const read = await readTarget(tools, plan.target);
  if (isRefusal(read)) return read;
  const now = wantedReplicas(read.object);
  const set = numberAt(plan.after, 'replicas');
  if (now !== set) {
    const message = `${fullReference(read.reference)} has ${now} replicas now, not the ${set ?? '?'} that were set: somebody changed it since. Ask for the number that you want.`;
    return planRefusal('world-moved-on', message);
  }
  return { action: 'scale', target: read.reference, replicas: numberAt(plan.before, 'replicas') ?? now };
}
