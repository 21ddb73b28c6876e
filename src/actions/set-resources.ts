import type { ActionParameters, ActionValues } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { readQuantity } from '../model/quantity.ts';
import { readAmounts, writeAmounts } from '../model/resource-amounts.ts';
import { isRefusal, planRefusal, type Action, type ActionTools, type Prepared } from './action.ts';
import { objectAt, objectsAt, stringAt, stringsAt } from './json-at.ts';
import { readTarget } from './read-target.ts';
import { recommendationWarnings, withRecommended } from './recommended-amounts.ts';
import { recommendedResources } from './recommended-resources.ts';
import { podTemplate } from './revisions.ts';
import {
  appliedWarning,
  isTemplateOf,
  refusePaused,
  takenBack,
  templateChange,
  templatePatch,
} from './template-change.ts';
import { verifyRollout } from './verify-rollout.ts';
import { refuseOtherKind, rollingKinds, templatePermissions } from './workload-kinds.ts';
import { podWarningNames } from './warnings/warning-kinds.ts';

const sides = ['limits', 'requests'] as const;
type Side = (typeof sides)[number];
type Amounts = Readonly<Record<Side, Readonly<Record<string, string>>>>;

/** Sets limits and requests of one container, as `kubectl set resources` does (pkg/cmd/set/set_resources.go). */
export const setResources: Action = {
  name: 'set-resources',
  summary: 'sets limits and requests of one container of a workload, by its own rollout',
  kinds: rollingKinds,
  digestFacts: { template: 'hash of the current pod template' },
  call: 'strategic merge patch: metadata.resourceVersion, the annotation, name and resources of the container; what is not named stays',
  undo: 'set-resources to the amounts from before; refused where an amount was not set before',
  warnings: ['gitops', 'autoscaler', ...podWarningNames, 'applied'],
  risks: 'medium',
  worked:
    "kubectl's rollout status is complete, and the new pods ran for `actions.stableFor` without a restart; three restarts of one of their containers end it as without effect",
  permissions: [
    ...templatePermissions('set-resources', 'sets limits and requests of the pod template', [
      '/spec/template/spec/containers/*/resources',
    ]),
    {
      apiGroup: 'autoscaling.k8s.io',
      resources: ['verticalpodautoscalers'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'set-resources: what is recommended (--from vpa)',
      during: 'plan',
      optional: true,
    },
  ],
  marks: 'main',
  prepare,
  verify: async (tools, plan, options) =>
    verifyRollout(tools, plan, options, (workload) =>
      takenBack(workload, 'resources', standing(plan, workload)),
    ),
  inverse,
};

const containersOf = (workload: JsonObject): JsonObject[] =>
  objectsAt(workload, 'spec', 'template', 'spec', 'containers');

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, rollingKinds, 'given other resources');
  if (wrong !== undefined) return wrong;
  const values: ActionValues = parameters;
  const asked = wantedAmounts(values);
  if (asked === undefined)
    return planRefusal(
      'bad-value',
      'Say what to set: `--limits memory=1Gi --requests cpu=500m`, or `--from vpa`.',
    );
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  const paused = refusePaused(read, 'other resources');
  if (paused !== undefined) return paused;
  const found = chooseContainer(object, values.container, shortReference(target));
  if (isRefusal(found)) return found;
  const { name, container } = found;
  const current = amountsOf(container);
  const recommendation = await recommendedResources(tools, reference, name);
  const wanted = values.from === undefined ? asked : withRecommended(asked, current, recommendation);
  if (isRefusal(wanted)) return wanted;
  const after: Amounts = {
    limits: { ...current.limits, ...wanted.limits },
    requests: { ...current.requests, ...wanted.requests },
  };
  const above = refuseAbove(after);
  if (above !== undefined) return above;
  const diff = sides.flatMap((side) => changes(side, name, current, after));
  if (diff.length === 0)
    return planRefusal(
      'already-so',
      `${name} of ${shortReference(target)} has these already. Nothing to do.`,
    );
  const change = templateChange(read, withResources(object, name, after));
  return {
    ...change,
    parameters: {
      action: 'set-resources',
      target: reference,
      container: name,
      ...(Object.keys(wanted.limits).length > 0 && { limits: writeAmounts(Object.entries(wanted.limits)) }),
      ...(Object.keys(wanted.requests).length > 0 && {
        requests: writeAmounts(Object.entries(wanted.requests)),
      }),
    },
    before: { ...current, ...change.before, container: name },
    after: { ...after, set: { limits: { ...wanted.limits }, requests: { ...wanted.requests } } },
    title: `Set resources of ${name} in ${fullReference(reference)}`,
    diff,
    warnings: [...recommendationWarnings(recommendation, after), ...appliedWarning(object)],
    call: (mark, lock) => {
      const resources = Object.fromEntries(
        sides
          .filter((side) => Object.keys(wanted[side]).length > 0)
          .map((side) => [side, { ...wanted[side] }]),
      );
      return templatePatch(read, { spec: { containers: [{ name, resources }] } }, { mark, lock });
    },
  };
}

function chooseContainer(
  workload: JsonObject,
  wanted: string | undefined,
  of: string,
): { name: string; container: JsonObject } | PlanRefusal {
  const containers = containersOf(workload);
  const names = containers.map((one) => stringAt(one, 'name') ?? '');
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  const container = containers.find((one) => stringAt(one, 'name') === name);
  if (name !== undefined && container !== undefined) return { name, container };
  const question = name === undefined ? 'Which container?' : `There is no container ${name}.`;
  return planRefusal('bad-value', `${question} ${of} has: ${names.join(', ')}. Add \`--container NAME\`.`);
}

function refuseAbove({ limits, requests }: Amounts): PlanRefusal | undefined {
  const above = Object.keys(limits).find((resource) => {
    const [request, limit] = [requests[resource], limits[resource]];
    if (request === undefined || limit === undefined) return false;
    return (readQuantity(request) ?? 0) > (readQuantity(limit) ?? 0);
  });
  if (above === undefined) return undefined;
  const message = `The request for ${above} (${requests[above] ?? ''}) is above its limit (${limits[above] ?? ''}): set both.`;
  return planRefusal('bad-value', message);
}

/** The pod template with these resources of one container. */
function withResources(workload: JsonObject, name: string, { limits, requests }: Amounts): JsonObject {
  const template = podTemplate(workload);
  const containers = objectsAt(template, 'spec', 'containers').map((one) =>
    stringAt(one, 'name') === name
      ? {
          ...one,
          resources: { ...objectAt(one, 'resources'), limits: { ...limits }, requests: { ...requests } },
        }
      : one,
  );
  return { ...template, spec: { ...objectAt(template, 'spec'), containers } };
}

function wantedAmounts({ limits, requests, from }: ActionValues): Amounts | undefined {
  const read = { limits: readSide(limits), requests: readSide(requests) };
  if (limits === undefined && requests === undefined && from === undefined) return undefined;
  return read.limits === undefined || read.requests === undefined
    ? undefined
    : { limits: read.limits, requests: read.requests };
}

function readSide(text: string | undefined): Record<string, string> | undefined {
  if (text === undefined) return {};
  const amounts = readAmounts(text);
  return amounts && Object.fromEntries(amounts);
}

function amountsOf(container: JsonObject | undefined): Amounts {
  return {
    limits: stringsAt(container, 'resources', 'limits'),
    requests: stringsAt(container, 'resources', 'requests'),
  };
}

const same = (one: string | undefined, other: string | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && readQuantity(one) === readQuantity(other));

function changes(side: Side, container: string, before: Amounts, after: Amounts): string[] {
  return Object.entries(after[side])
    .filter(([resource, amount]) => !same(before[side][resource], amount))
    .flatMap(([resource, amount]) => [
      `- ${container} ${side}.${resource}: ${before[side][resource] ?? 'none'}`,
      `+ ${container} ${side}.${resource}: ${amount}`,
    ]);
}

/** Whether all that was set stands; the API server writes `1000m` as `1`. */
function stands(plan: Plan, workload: JsonObject): boolean {
  const name = stringAt(plan.before, 'container');
  const now = amountsOf(containersOf(workload).find((one) => stringAt(one, 'name') === name));
  return sides.every((side) =>
    Object.entries(stringsAt(plan.after, 'set', side)).every(([resource, amount]) =>
      same(now[side][resource], amount),
    ),
  );
}

const standing = (plan: Plan, workload: JsonObject): 'stands' | 'as-before' | 'other' =>
  stands(plan, workload) ? 'stands' : isTemplateOf(plan, workload) ? 'as-before' : 'other';

async function inverse(tools: ActionTools, plan: Plan): Promise<ActionParameters | PlanRefusal> {
  const read = await readTarget(tools, plan.target);
  if (isRefusal(read)) return read;
  if (!stands(plan, read.object)) {
    const message = `The resources of ${fullReference(read.reference)} were changed since. Ask for the amounts that you want.`;
    return planRefusal('world-moved-on', message);
  }
  const back = (side: Side): [string, string][] =>
    Object.keys(stringsAt(plan.after, 'set', side)).map((resource) => [
      resource,
      stringAt(plan.before, side, resource) ?? '',
    ]);
  const [limits, requests] = [back('limits'), back('requests')];
  const unset = [...limits, ...requests].find(([, amount]) => amount === '');
  if (unset !== undefined) {
    const message = `${unset[0]} was not set before, and it cannot be unset here. Roll back instead: \`/mw rollback ${shortReference(plan.target)} -n ${plan.target.namespace ?? 'default'}\`.`;
    return planRefusal('nothing-to-return-to', message);
  }
  return {
    action: 'set-resources',
    target: read.reference,
    container: stringAt(plan.before, 'container') ?? '',
    ...(limits.length > 0 && { limits: writeAmounts(limits) }),
    ...(requests.length > 0 && { requests: writeAmounts(requests) }),
  };
}
