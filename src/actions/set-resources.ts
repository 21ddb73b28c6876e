import type { ActionParameters, ActionValues } from '../model/action.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { JsonObject } from '../model/json.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { readQuantity } from '../model/quantity.ts';
import { readAmounts, writeAmounts } from '../model/resource-amounts.ts';
import {
  isRefusal,
  planRefusal,
  type Action,
  type ActionTools,
  type Prepared,
  type Verification,
} from './action.ts';
import { lastWriter } from './execution-mark.ts';
import { objectAt, objectsAt, stringAt, stringsAt } from './json-at.ts';
import { quotaWarning } from './quota-warning.ts';
import { readTarget } from './read-target.ts';
import { templateHash } from './revisions.ts';
import { availableReplicas } from './rollout-status.ts';
import { replacementInWords } from './rollout-strategy.ts';
import { templatePatch, templateWarnings } from './template-change.ts';
import { verifyRollout } from './verify-rollout.ts';
import { refuseOtherKind, rollingKinds, templatePermissions } from './workload-kinds.ts';

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
  permissions: [
    ...templatePermissions('set-resources', 'sets limits and requests of the pod template', [
      '/spec/template/spec/containers/*/resources',
    ]),
    {
      apiGroup: '',
      resources: ['resourcequotas'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'set-resources: a dry run does not see quotas',
    },
  ],
  marks: 'main',
  prepare,
  verify: async (tools, plan, options) =>
    verifyRollout(tools, plan, options, (workload) => takenBack(plan, workload)),
  inverse,
};

const containersOf = (workload: JsonObject): JsonObject[] =>
  objectsAt(workload, 'spec', 'template', 'spec', 'containers');

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, rollingKinds, 'given other resources');
  if (wrong !== undefined) return wrong;
  const values: ActionValues = parameters;
  const wanted = wantedAmounts(values);
  if (wanted === undefined)
    return planRefusal('bad-value', 'Say what to set: `--limits memory=1Gi --requests cpu=500m`.');
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  if (objectAt(object, 'spec')['paused'] === true) {
    const message = `${shortReference(target)} is paused: other resources would not roll out. Ask for \`/mw resume deploy/${target.name} -n ${target.namespace ?? 'default'}\` first.`;
    return planRefusal('paused', message);
  }
  const containers = containersOf(object);
  const names = containers.map((one) => stringAt(one, 'name') ?? '');
  const name = values.container ?? (names.length === 1 ? names[0] : undefined);
  const container = containers.find((one) => stringAt(one, 'name') === name);
  if (name === undefined || container === undefined) {
    const message = `${name === undefined ? 'Which container?' : `There is no container ${name}.`} ${shortReference(target)} has: ${names.join(', ')}. Add \`--container NAME\`.`;
    return planRefusal('bad-value', message);
  }
  const current = amountsOf(container);
  const after: Amounts = {
    limits: { ...current.limits, ...wanted.limits },
    requests: { ...current.requests, ...wanted.requests },
  };
  const above = Object.keys(after.limits).find((resource) => {
    const [request, limit] = [after.requests[resource], after.limits[resource]];
    return (
      request !== undefined &&
      limit !== undefined &&
      (readQuantity(request) ?? 0) > (readQuantity(limit) ?? 0)
    );
  });
  if (above !== undefined) {
    const message = `The request for ${above} (${after.requests[above] ?? ''}) is above its limit (${after.limits[above] ?? ''}): set both.`;
    return planRefusal('bad-value', message);
  }
  const diff = sides.flatMap((side) => changes(side, name, current, after));
  if (diff.length === 0)
    return planRefusal(
      'already-so',
      `${name} of ${shortReference(target)} has these already. Nothing to do.`,
    );
  const quota = await quotaWarning(tools, reference);
  return {
    parameters: {
      action: 'set-resources',
      target: reference,
      container: name,
      ...(values.limits !== undefined && { limits: writeAmounts(Object.entries(wanted.limits)) }),
      ...(values.requests !== undefined && { requests: writeAmounts(Object.entries(wanted.requests)) }),
    },
    target,
    facts: { template: templateHash(object) },
    before: {
      ...current,
      container: name,
      template: templateHash(object),
      available: availableReplicas(object),
    },
    after: { ...after, set: { limits: { ...wanted.limits }, requests: { ...wanted.requests } } },
    title: `Set resources of ${name} in ${fullReference(reference)}`,
    diff,
    warnings: [...(quota === undefined ? [] : [quota]), ...templateWarnings(object)],
    blastRadius: replacementInWords(object),
    risk: 'medium',
    generation: undefined,
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

function wantedAmounts({ limits, requests }: ActionValues): Amounts | undefined {
  const read = { limits: readSide(limits), requests: readSide(requests) };
  if (limits === undefined && requests === undefined) return undefined;
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

function takenBack(plan: Plan, workload: JsonObject): Verification | undefined {
  if (stands(plan, workload)) return undefined;
  const by = lastWriter(workload, ['f:spec', 'f:template'])?.manager ?? 'somebody';
  return templateHash(workload) === stringAt(plan.before, 'template')
    ? { result: 'no-effect', sentence: `The resources from before stand again (last written by ${by}).` }
    : { result: 'unknown', sentence: `Other resources were set since (written by ${by}).` };
}

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
