import { objectPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { shortReference } from '../../model/object-reference.ts';
import type { PlanRefusal } from '../../model/plan.ts';
import { isRefusal, planRefusal, type ActionTools } from '../action.ts';
import { executionAnnotation } from '../execution-mark.ts';
import { jsonAt, numberAt, objectAt, objectsAt, stringAt } from '../json-at.ts';
import type { ReadTarget } from '../read-target.ts';
import { readShares } from './read-shares.ts';
import type { TrafficChange, TrafficKind, TrafficWanted } from './traffic-change.ts';

/** Where a kind keeps its weights: `spec.http[].route[].weight` of a VirtualService. */
interface WeightFields {
  list: string;
  destinations: string;
  nameOf: (destination: JsonObject) => string;
  /** What the API takes an absent weight for. */
  absent: number;
}

interface Route {
  index: number;
  /** Its name, else its number from 1: how people name it by `--route`. */
  label: string;
  destinations: readonly { name: string; weight: number }[];
}

/** The subset names the version; without subsets each version has a host of its own. */
const istio: WeightFields = {
  list: 'http',
  destinations: 'route',
  nameOf: (one) =>
    stringAt(one, 'destination', 'subset') ??
    (stringAt(one, 'destination', 'host') ?? '').split('.')[0] ??
    '',
  absent: 0,
};

/** https://gateway-api.sigs.k8s.io/reference/spec/#backendref: one without a weight has the weight 1. */
const gateway: WeightFields = {
  list: 'rules',
  destinations: 'backendRefs',
  nameOf: (one) => stringAt(one, 'name') ?? '',
  absent: 1,
};

/** The weights of an Istio VirtualService's http routes. */
export const virtualServiceWeights: TrafficKind = weightedRoutes(istio);
/** The weights of a Gateway API HTTPRoute's rules. */
export const httpRouteWeights: TrafficKind = weightedRoutes(gateway);

function weightedRoutes(fields: WeightFields): TrafficKind {
  return {
    change: async (_tools: ActionTools, read, wanted) => change(fields, read, wanted),
    now: (object, after) =>
      Object.fromEntries(
        Object.keys(objectAt(after)).map((label) => [
          label,
          weightsOf(routesOf(object, fields).find((route) => route.label === label)),
        ]),
      ),
    field: ['f:spec', `f:${fields.list}`],
  };
}

function routesOf(object: JsonObject, fields: WeightFields): Route[] {
  return objectsAt(object, 'spec', fields.list).map((one, index) => ({
    index,
    label: stringAt(one, 'name') ?? String(index + 1),
    destinations: objectsAt(one, fields.destinations).map((destination) => ({
      name: fields.nameOf(destination),
      weight: numberAt(destination, 'weight') ?? fields.absent,
    })),
  }));
}

const weightsOf = (route: Route | undefined): JsonObject =>
  Object.fromEntries(route?.destinations.map(({ name, weight }) => [name, weight]) ?? []);

const inWords = (route: Route): string =>
  route.destinations.map(({ name, weight }) => `${name}=${weight}`).join(',');

function change(fields: WeightFields, read: ReadTarget, wanted: TrafficWanted): TrafficChange | PlanRefusal {
  const { object, reference } = read;
  const name = shortReference(reference);
  const shares = readShares(wanted.traffic);
  const routes = routesOf(object, fields).filter(({ destinations }) => destinations.length > 1);
  const [example] = routes;
  if (example === undefined)
    return planRefusal(
      'wrong-kind',
      `${name} has no route with several destinations: there is nothing to shift.`,
    );
  if (shares === undefined) {
    const message = `Say each destination's share: \`${inWords(example)}\` is what ${name} has now.`;
    return planRefusal('bad-value', message);
  }
  const chosen = chooseRoutes(name, routes, shares, wanted.route);
  if (isRefusal(chosen)) return chosen;
  const problem = chosen.map((route) => sharesProblem(route, shares)).find((one) => one !== undefined);
  if (problem !== undefined) return planRefusal('bad-value', problem);
  const moved = chosen.filter((route) =>
    route.destinations.some((one) => shares.get(one.name) !== one.weight),
  );
  if (moved.length === 0)
    return planRefusal('already-so', `${name} has ${wanted.traffic} already. Nothing to do.`);
  const [first = example] = moved;
  if (moved.some((route) => inWords(route) !== inWords(first))) {
    const list = moved.map((route) => `${route.label}: ${inWords(route)}`).join('; ');
    return planRefusal(
      'bad-value',
      `The routes of ${name} differ (${list}), so one undo could not set them back. Name one by \`--route\`.`,
    );
  }
  const route = wanted.route === undefined ? undefined : moved.map(({ label }) => label).join(',');
  return {
    wanted: { traffic: wanted.traffic, route },
    former: formerShares(first),
    facts: { weights: Object.fromEntries(moved.map((one) => [one.label, weightsOf(one)])) },
    after: Object.fromEntries(moved.map((one) => [one.label, Object.fromEntries(shares)])),
    words: `to ${wanted.traffic}${route === undefined ? '' : ` on ${route}`}`,
    diff: moved.flatMap((one) => diffOf(one, shares)),
    warnings: [...zeroWarnings(first, shares), ...otherSumWarnings(first)],
    blastRadius: first.destinations
      .map(
        (one) =>
          `${one.name} gets ${shares.get(one.name) ?? 0} % of the traffic instead of ${percent(one.weight, first)} %`,
      )
      .join(', '),
    risk: 'medium',
    call: (mark, lock) => ({
      method: 'PATCH',
      path: objectPath(reference),
      type: 'application/json-patch+json',
      body: [
        ...(lock === 'none'
          ? []
          : [
              {
                op: 'replace',
                path: '/metadata/resourceVersion',
                value: stringAt(object, 'metadata', 'resourceVersion') ?? '',
              },
            ]),
        ...moved.flatMap((one) =>
          one.destinations.map((destination, at) => ({
            op: 'add',
            path: `/spec/${fields.list}/${one.index}/${fields.destinations}/${at}/weight`,
            value: shares.get(destination.name) ?? 0,
          })),
        ),
        ...(jsonAt(object, 'metadata', 'annotations') === undefined
          ? [{ op: 'add', path: '/metadata/annotations', value: {} }]
          : []),
        { op: 'add', path: `/metadata/annotations/${executionAnnotation.replace('/', '~1')}`, value: mark },
      ],
    }),
  };
}

/** Without a name only one route may be meant; several are named one by one. */
function chooseRoutes(
  name: string,
  routes: readonly Route[],
  shares: ReadonlyMap<string, number>,
  wanted: string | undefined,
): readonly Route[] | PlanRefusal {
  const list = routes.map((route) => `${route.label} (${inWords(route)})`).join('; ');
  if (wanted !== undefined) {
    const labels = [...new Set(wanted.split(','))];
    const found = labels.map((label) => routes.find((route) => route.label === label));
    if (found.some((route) => route === undefined))
      return planRefusal('bad-value', `${name} has no such route to shift. It has: ${list}.`);
    return found.filter((route) => route !== undefined);
  }
  const fitting = routes.filter((route) => route.destinations.every((one) => shares.has(one.name)));
  const candidates = fitting.length === 0 ? routes : fitting;
  if (candidates.length === 1) return candidates;
  return planRefusal(
    'bad-value',
    `${name} has several routes: ${list}. Say which by \`--route NAME\`, several with commas.`,
  );
}

function sharesProblem(route: Route, shares: ReadonlyMap<string, number>): string | undefined {
  const names = route.destinations.map((one) => one.name);
  if (new Set(names).size < names.length)
    return `Two destinations of route ${route.label} are both called ${names.join(' and ')}: they cannot be told apart here.`;
  if (shares.size !== names.length || names.some((one) => !shares.has(one)))
    return `Name every destination of route ${route.label}: ${names.map((one) => `${one}=…`).join(',')}.`;
  const sum = [...shares.values()].reduce((total, one) => total + one, 0);
  return sum === 100 ? undefined : `The shares add up to ${sum}, not to 100.`;
}

function diffOf(route: Route, shares: ReadonlyMap<string, number>): string[] {
  return route.destinations.flatMap(({ name, weight }) => {
    const next = shares.get(name) ?? 0;
    const field = `route ${route.label}, ${name}: weight`;
    return next === weight ? [`  ${field} ${weight}`] : [`- ${field} ${weight}`, `+ ${field} ${next}`];
  });
}

/** What stood before, as shares of 100: what is left after rounding down goes to the largest remainders. */
function formerShares({ destinations }: Route): string {
  const sum = sumOf(destinations);
  if (sum === 0) return destinations.map(({ name }) => `${name}=0`).join(',');
  const exact = destinations.map(({ weight }) => (weight / sum) * 100);
  const missing = 100 - exact.reduce((total, one) => total + Math.floor(one), 0);
  const favoured = exact
    .map((one, index) => ({ index, rest: one - Math.floor(one) }))
    .sort((one, other) => other.rest - one.rest)
    .slice(0, missing)
    .map(({ index }) => index);
  return destinations
    .map(({ name }, index) => `${name}=${Math.floor(exact[index] ?? 0) + (favoured.includes(index) ? 1 : 0)}`)
    .join(',');
}

const sumOf = (destinations: Route['destinations']): number =>
  destinations.reduce((total, one) => total + one.weight, 0);

function otherSumWarnings(route: Route): string[] {
  const sum = sumOf(route.destinations);
  return sum === 100 ? [] : [`The weights of now add up to ${sum}: an undo sets ${formerShares(route)}.`];
}

/** Weights are relative to their sum. */
function percent(weight: number, route: Route): number {
  const sum = sumOf(route.destinations);
  return sum === 0 ? 0 : Math.round((weight / sum) * 100);
}

function zeroWarnings(route: Route, shares: ReadonlyMap<string, number>): string[] {
  const woken = route.destinations.filter((one) => one.weight === 0 && (shares.get(one.name) ?? 0) > 0);
  return woken.map((one) => `${one.name} gets no traffic now: see first that its pods run.`);
}
