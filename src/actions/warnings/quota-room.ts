import type { JsonObject } from '../../model/json.ts';
import { readQuantity, writeQuantity } from '../../model/quantity.ts';
import { jsonAt, objectAt, stringAt, stringsAt } from '../json-at.ts';
import { podTotal, type Amounts, type ContainerAmounts } from './pod-amounts.ts';

/** What pods count for in a quota: themselves, and what they ask for. */
export interface PodDemand {
  containers: readonly ContainerAmounts[];
  /** Per pod, for the quota's names: `pods`, `cpu`, `requests.cpu`, `limits.memory`, … */
  perPod: Amounts;
}

export function podDemand(containers: readonly ContainerAmounts[], podSpec: JsonObject): PodDemand {
  const overhead = objectAt(podSpec, 'overhead');
  const read = Object.fromEntries(
    Object.entries(stringsAt(overhead)).map(([name, text]) => [name, readQuantity(text) ?? 0]),
  );
  const [requests, limits] = [podTotal(containers, 'requests', read), podTotal(containers, 'limits', read)];
  const named = (prefix: string, amounts: Amounts): [string, number][] =>
    Object.entries(amounts).map(([name, amount]) => [`${prefix}${name}`, amount]);
  return {
    containers,
    perPod: Object.fromEntries([
      ['pods', 1],
      ['count/pods', 1],
      ...named('', requests),
      ...named('requests.', requests),
      ...named('limits.', limits),
    ]),
  };
}

/** How a change adds up: so many pods more (or fewer) of the new kind, those that stay made anew. */
export interface DemandChange {
  now: PodDemand;
  later: PodDemand;
  before: number;
  after: number;
  /** `replaced`: the pods that stay are made anew and count as the new ones do. */
  stay: 'as-they-are' | 'replaced';
  /** Of a rollout: how many pods may run beyond the wanted number, and be missing. */
  surge?: { beyond: number; missing: number } | undefined;
}

/**
 * Why quotas will refuse pods: it is the pods that they refuse, not the number of replicas, so a dry run of 50 replicas
 * passes in a namespace that may hold 5 (measured).
 */
export function quotaProblems(quotas: readonly JsonObject[], change: DemandChange): string[] {
  return quotas.flatMap((quota) => problemOf(quota, change) ?? []);
}

function problemOf(quota: JsonObject, change: DemandChange): string | undefined {
  const name = stringAt(quota, 'metadata', 'name') ?? '';
  const hard = { ...stringsAt(quota, 'spec', 'hard'), ...stringsAt(quota, 'status', 'hard') };
  const used = stringsAt(quota, 'status', 'used');
  const scoped = jsonAt(quota, 'spec', 'scopes') ?? jsonAt(quota, 'spec', 'scopeSelector');
  const lines = Object.entries(hard).flatMap(([resource, limit]) => {
    const missing = namedAmount(resource) === undefined ? [] : without(change.later, resource);
    if (missing.length > 0)
      return [
        `it wants ${resource} on every container, and ${missing.join(', ')} has none: no new pod is let in`,
      ];
    return roomFor(resource, { limit, used: used[resource] }, change) ?? [];
  });
  if (lines.length === 0) return undefined;
  const doubt = scoped === undefined ? '' : ' (it counts only some pods: whether these is unknown)';
  return `Quota ${name}${doubt}: ${lines.slice(0, 3).join('; ')}.`;
}

/** `requests.cpu` → cpu of requests: a quota of these wants them named on every container. Others are only counted. */
function namedAmount(resource: string): { side: 'requests' | 'limits'; name: string } | undefined {
  const [, side, name] = /^(?:(requests|limits)\.)?(cpu|memory)$/.exec(resource) ?? [];
  if (name === undefined) return undefined;
  return { side: side === 'limits' ? 'limits' : 'requests', name };
}

function without({ containers }: PodDemand, resource: string): string[] {
  const wanted = namedAmount(resource);
  if (wanted === undefined) return [];
  return containers.filter((one) => one[wanted.side][wanted.name] === undefined).map((one) => one.name);
}

function roomFor(
  resource: string,
  { limit, used }: { limit: string; used: string | undefined },
  { now, later, before, after, stay, surge }: DemandChange,
): string | undefined {
  const [each, old] = [later.perPod[resource], now.perPod[resource] ?? 0];
  const most = readQuantity(limit);
  if (each === undefined || each === 0 || most === undefined) return undefined;
  // A quota that was just made has no status yet.
  const taken = used === undefined ? undefined : readQuantity(used);
  if (taken === undefined) return `what is used of ${resource} (${limit}) is not counted yet`;
  const kept = Math.min(before, after);
  const more = (after - kept) * each + (stay === 'replaced' ? kept * (each - old) : 0);
  const takes = /pods$/.test(resource) ? '' : `, each pod takes ${writeQuantity(each, resource)}`;
  const state = `${resource} ${used ?? '?'} of ${limit} used${takes}`;
  const fits = (amount: number): boolean => taken + amount <= most * (1 + 1e-9);
  // With none missing a rollout starts a new pod before it stops an old one.
  if (stay === 'replaced' && surge?.missing === 0 && surge.beyond > 0 && !fits(each))
    return `${state}: no room for the first new pod beside the old ones, and none of these may be missing: the rollout cannot begin`;
  if (more <= 0 || fits(more)) return undefined;
  if (stay === 'replaced' && after <= before) return `${state}: not all new pods are let in`;
  const fit = Math.max(0, Math.floor((most - taken) / each));
  return `${state}: ${fit === 0 ? 'none' : `only ${fit}`} of the ${after - kept} new pods fit`;
}
