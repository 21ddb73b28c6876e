import type { ActionParameters, ActionValues } from '../model/action.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import {
  isRefusal,
  planRefusal,
  type Action,
  type ActionTools,
  type Prepared,
  type Verification,
} from './action.ts';
import { readBounds, type BoundsHolder } from './autoscaler-bounds.ts';
import { boundedPods } from './bounded-pods.ts';
import { carriesMark, lastWriter } from './execution-mark.ts';
import { numberAt, stringAt } from './json-at.ts';
import { markedPatch } from './marked-patch.ts';
import { quotaWarning } from './quota-warning.ts';
import { podWarningNames } from './warnings/warning-kinds.ts';
import { refuseOtherKind } from './workload-kinds.ts';

const kinds = ['HorizontalPodAutoscaler'];
/** Beyond this a typing mistake is likelier than a wish. */
const mostReplicas = 1000;

/** Sets the least and the most replicas of an autoscaler, where its owner keeps them. */
export const hpa: Action = {
  name: 'hpa',
  summary:
    'sets the minimum and maximum of a HorizontalPodAutoscaler, or of the KEDA ScaledObject that made it',
  kinds,
  digestFacts: {
    minimum: 'minReplicas, or minReplicaCount of the ScaledObject',
    maximum: 'maxReplicas, or maxReplicaCount of the ScaledObject',
    holder: 'uid of the object that is patched',
  },
  call: 'merge patch of the HorizontalPodAutoscaler (spec.minReplicas, spec.maxReplicas) or the ScaledObject (spec.minReplicaCount, spec.maxReplicaCount): metadata.resourceVersion, the annotation',
  undo: 'hpa with the bounds from before, while those that were set still stand',
  warnings: ['gitops', ...podWarningNames],
  risks: 'low; medium when pods stop at once, or more than three times as many start',
  worked: 'the bounds stand, also on the autoscaler that KEDA makes',
  permissions: [
    {
      apiGroup: 'autoscaling',
      resources: ['horizontalpodautoscalers'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: 'hpa: sets minReplicas and maxReplicas',
      fields: ['/spec/minReplicas', '/spec/maxReplicas'],
    },
    {
      apiGroup: 'keda.sh',
      resources: ['scaledobjects'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: 'hpa: KEDA overwrites the autoscaler that it made, so its own object is changed',
      fields: ['/spec/minReplicaCount', '/spec/maxReplicaCount'],
      optional: true,
    },
    {
      apiGroup: '',
      resources: ['resourcequotas'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'hpa: a dry run does not see quotas',
      during: 'plan',
    },
    {
      apiGroup: 'apps',
      resources: ['deployments', 'statefulsets', 'replicasets'],
      verbs: ['get'],
      scope: 'namespace',
      neededBy: 'hpa: which pods start or stop at once',
      during: 'plan',
    },
    {
      apiGroup: 'argoproj.io',
      resources: ['rollouts'],
      verbs: ['get'],
      scope: 'namespace',
      neededBy: 'hpa: which pods of a Rollout start or stop at once',
      optional: true,
      during: 'plan',
    },
  ],
  marks: 'main',
  verifyForMs: 120_000,
  prepare,
  look: async (tools, plan, mark) => {
    const read = await readBounds(tools, plan.target);
    if (isRefusal(read)) return 'unknown';
    // A ScaledObject carries the mark itself; the autoscaler that KEDA makes from it does not.
    return carriesMark(read.object, mark) ? 'done' : 'not-done';
  },
  verify,
  inverse: async (tools, plan) => {
    const read = await readBounds(tools, plan.target);
    if (isRefusal(read)) return read;
    if (!stands(plan, read)) {
      const message = `${read.name} keeps ${read.minimum} to ${read.maximum} now: somebody changed it since. Ask for the bounds that you want.`;
      return planRefusal('world-moved-on', message);
    }
    return {
      action: 'hpa',
      target: read.reference,
      minimum: numberAt(plan.before, 'minimum') ?? read.minimum,
      maximum: numberAt(plan.before, 'maximum') ?? read.maximum,
    };
  },
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, kinds, 'given bounds');
  if (wrong !== undefined) return wrong;
  const read = await readBounds(tools, parameters.target);
  if (isRefusal(read)) return read;
  const given: ActionValues = parameters;
  const { minimum = read.minimum, maximum = read.maximum } = given;
  const problem = boundsProblem(read, minimum, maximum);
  if (problem !== undefined) return planRefusal('bad-value', problem);
  if (minimum === read.minimum && maximum === read.maximum) {
    return planRefusal(
      'already-so',
      `${read.name} keeps ${minimum} to ${maximum} replicas already. Nothing to do.`,
    );
  }
  const { target, reference, fields, replicas } = read;
  const more = minimum > read.minimum || maximum > read.maximum;
  const pods = await boundedPods(tools, { holder: read, minimum, maximum });
  // Those that may come later cannot be counted.
  const quota = more && pods === undefined ? await quotaWarning(tools, reference) : undefined;
  return {
    parameters: { action: 'hpa', target: reference, minimum, maximum },
    target,
    facts: {
      minimum: read.minimum,
      maximum: read.maximum,
      holder: stringAt(read.object, 'metadata', 'uid') ?? '',
    },
    before: { minimum: read.minimum, maximum: read.maximum, replicas },
    after: { minimum, maximum },
    title: `Let ${fullReference(reference)} keep ${minimum} to ${maximum} replicas`,
    diff: [
      ...changeLines(`spec.${fields.minimum}`, read.minimum, minimum),
      ...changeLines(`spec.${fields.maximum}`, read.maximum, maximum),
    ],
    warnings: [
      ...(read.holder.kind === 'ScaledObject'
        ? [`KEDA made ${shortReference(reference)}: its ${read.name} is changed, KEDA does the rest.`]
        : []),
      ...(minimum === maximum ? ['Minimum and maximum are equal: it scales no more.'] : []),
      ...(quota === undefined ? [] : [quota]),
    ],
    blastRadius: effectInWords(replicas, minimum, maximum),
    risk: maximum < replicas || minimum > replicas * 3 ? 'medium' : 'low',
    generation: undefined,
    touched: { object: read.object, ...(pods !== undefined && { pods }) },
    call: (mark, lock) =>
      markedPatch(
        { object: read.object, reference: read.holder },
        {
          type: 'application/merge-patch+json',
          body: { spec: { [fields.minimum]: minimum, [fields.maximum]: maximum } },
        },
        { mark, lock },
      ),
  };
}

function boundsProblem(read: BoundsHolder, minimum: number, maximum: number): string | undefined {
  const least = read.holder.kind === 'ScaledObject' || read.minimum === 0 ? 0 : 1;
  if (minimum < least)
    return `${minimum} is no minimum: ${read.name} takes at least ${least} (0 would switch it off).`;
  if (maximum < 1 || maximum > mostReplicas)
    return `${maximum} is no maximum: write a whole number from 1 to ${mostReplicas}.`;
  if (minimum > maximum)
    return `The minimum (${minimum}) is above the maximum (${maximum}): give both, \`--min\` and \`--max\`.`;
  return undefined;
}

function changeLines(field: string, before: number, after: number): string[] {
  return before === after ? [`  ${field}: ${after}`] : [`- ${field}: ${before}`, `+ ${field}: ${after}`];
}

function effectInWords(replicas: number, minimum: number, maximum: number): string {
  if (replicas < minimum) return `${replicas} replicas now: ${minimum - replicas} more are started`;
  if (replicas > maximum) return `${replicas} replicas now: ${replicas - maximum} are stopped`;
  return `${replicas} replicas now, within the new bounds: no pod is touched at once`;
}

const stands = (plan: Plan, { minimum, maximum }: BoundsHolder): boolean =>
  minimum === numberAt(plan.after, 'minimum') && maximum === numberAt(plan.after, 'maximum');

async function verify(tools: ActionTools, plan: Plan): Promise<Verification> {
  const read = await readBounds(tools, plan.target);
  if (isRefusal(read)) return { result: 'unknown', sentence: read.message };
  const state = `${read.name} keeps ${read.minimum} to ${read.maximum} replicas`;
  if (!stands(plan, read)) {
    const moved = read.minimum === numberAt(plan.after, 'minimum') ? 'maximum' : 'minimum';
    const by = lastWriter(read.object, ['f:spec', `f:${read.fields[moved]}`])?.manager ?? 'somebody';
    return { result: 'no-effect', sentence: `${state}, last set by ${by}.` };
  }
  if (read.autoscalerMaximum !== read.maximum) {
    const behind = `${state}, but ${shortReference(plan.target)} still ends at ${read.autoscalerMaximum}`;
    return { pending: behind, atDeadline: { result: 'unknown', sentence: `${behind}: KEDA does not act.` } };
  }
  return { result: 'worked', sentence: `${state}; ${read.replicas} now.` };
}
