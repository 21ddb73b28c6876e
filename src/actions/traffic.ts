import { objectPath } from '../cluster/object-path.ts';
import type { ActionParameters, ActionValues } from '../model/action.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import {
  isRefusal,
  planRefusal,
  type Action,
  type ActionTools,
  type Prepared,
  type Verification,
  type VerifyOptions,
} from './action.ts';
import { lastWriter } from './execution-mark.ts';
import { objectAt, stringAt } from './json-at.ts';
import { readTarget } from './read-target.ts';
import { canaryWeight } from './traffic/canary-weight.ts';
import { serviceSelector } from './traffic/service-selector.ts';
import { trafficOwners } from './traffic/traffic-owners.ts';
import { trafficPermissions } from './traffic/traffic-permissions.ts';
import type { TrafficKind } from './traffic/traffic-change.ts';
import { httpRouteWeights, virtualServiceWeights } from './traffic/weighted-routes.ts';
import { refuseOtherKind } from './workload-kinds.ts';

const byKind: Readonly<Record<string, TrafficKind>> = {
  Service: serviceSelector,
  VirtualService: virtualServiceWeights,
  Ingress: canaryWeight,
  HTTPRoute: httpRouteWeights,
};
const kinds = Object.keys(byKind);

/** Argo CD's self-heal acts after 5 s: what stands longer is not taken back at once. */
const standsForMs = 10_000;

/** Sends traffic to another version: back to the one that worked. */
export const traffic: Action = {
  name: 'traffic',
  summary:
    'sends traffic to another version: the selector of a Service, the weights of an Istio VirtualService or an HTTPRoute, the canary weight of an ingress-nginx Ingress',
  kinds,
  digestFacts: {
    selector: 'spec.selector of the Service',
    weights: 'the weights of the routes that are changed',
    weight: 'the canary weight of the Ingress',
    total: 'the sum of an Ingress canary: the annotation canary-weight-total, else 100',
  },
  call: 'Service: merge patch of spec.selector; Ingress: merge patch of the annotation nginx.ingress.kubernetes.io/canary-weight; VirtualService and HTTPRoute: JSON patch of the weights; each with metadata.resourceVersion and the annotation',
  undo: 'traffic to where it went before, while what was set still stands',
  warnings: ['gitops'],
  risks: 'medium; low where an Ingress canary gets less; high where fewer or unready pods take over',
  worked: 'what was set stands for 10 seconds; of a Service: ready pods are behind it',
  permissions: trafficPermissions,
  marks: 'main',
  verifyForMs: 120_000,
  prepare,
  verify,
  inverse,
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, kinds, 'given other traffic');
  if (wrong !== undefined) return wrong;
  const { traffic: wanted = '', route }: ActionValues = parameters;
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { target, reference } = read;
  const change = await byKind[reference.kind]?.change(tools, read, { traffic: wanted, route });
  if (change === undefined) throw new Error(`no traffic kind ${reference.kind}`);
  if (isRefusal(change)) return change;
  const owners = await trafficOwners(tools, read);
  const own = change.wanted.route === undefined ? {} : { route: change.wanted.route };
  return {
    parameters: { action: 'traffic', target: reference, traffic: change.wanted.traffic, ...own },
    target,
    facts: change.facts,
    before: { traffic: change.former, facts: change.facts },
    after: { field: change.after },
    title: `Send the traffic of ${fullReference(reference)} ${change.words}`,
    diff: change.diff,
    warnings: [...owners, ...change.warnings],
    blastRadius: change.blastRadius,
    risk: change.risk,
    generation: undefined,
    // Who steers it is said already; else whoever manages the object is looked for.
    ...(owners.length === 0 && { touched: { object: read.object } }),
    call: change.call,
  };
}

const stands = (plan: Plan, object: JsonObject): boolean => {
  const after = objectAt(plan.after, 'field');
  const now = byKind[plan.target.kind]?.now(object, after) ?? {};
  return canonicalJson(now) === canonicalJson(after);
};

async function verify(tools: ActionTools, plan: Plan, options: VerifyOptions): Promise<Verification> {
  const kind = byKind[plan.target.kind];
  const object = await tools.cluster.get(objectPath(plan.target));
  const name = shortReference(plan.target);
  if (stringAt(object, 'metadata', 'uid') !== plan.target.uid)
    return { result: 'unknown', sentence: `${name} was deleted and made anew since.` };
  if (!stands(plan, object)) {
    const by = lastWriter(object, kind?.field ?? [])?.manager ?? 'somebody';
    return {
      result: 'no-effect',
      sentence: `${name} was changed again, last by ${by}: the traffic is not where it was sent.`,
    };
  }
  const served = await kind?.served?.(tools, object);
  const state = `${name} sends traffic ${wordsOf(plan)}${served === undefined ? '' : `; ${served.words}`}`;
  if (served?.ready === 0) return { result: 'worse', sentence: `${state}: nobody answers.` };
  if (tools.now() - options.since < standsForMs) {
    const sentence = `Not looked at long enough: ${state}.`;
    return { pending: state, atDeadline: { result: 'unknown', sentence } };
  }
  return { result: 'worked', sentence: `${state}.` };
}

function wordsOf({ parameters }: Plan): string {
  const { traffic: to = '', route }: ActionValues = parameters;
  const what = parameters.target.kind === 'Ingress' ? `with the canary weight ${to}` : `to ${to}`;
  return route === undefined ? what : `${what} on ${route}`;
}

async function inverse(tools: ActionTools, plan: Plan): Promise<ActionParameters | PlanRefusal> {
  const read = await readTarget(tools, plan.target);
  if (isRefusal(read)) return read;
  if (!stands(plan, read.object)) {
    const message = `${fullReference(read.reference)} was changed since: its traffic is not where that sent it. Ask for what you want.`;
    return planRefusal('world-moved-on', message);
  }
  const { route }: ActionValues = plan.parameters;
  return {
    action: 'traffic',
    target: read.reference,
    traffic: stringAt(plan.before, 'traffic') ?? '',
    ...(route !== undefined && { route }),
  };
}
