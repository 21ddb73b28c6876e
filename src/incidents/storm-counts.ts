import type { IncidentState } from '../model/incident.ts';
import { severityRank, type Severity } from '../model/severity.ts';
import type { StormGroup } from '../model/storm.ts';

export interface Counted<Key extends string = string> {
  name: Key;
  count: number;
}

/** Incidents called alike, with what was found out about those of them that were looked at. */
export interface CauseCount {
  alertName: string;
  count: number;
  looked: number;
  /** The commonest first; an empty code: no cause was found. */
  causes: readonly { code: string; count: number }[];
}

/** What a storm's card says, the commonest first. Where nothing is named, the name is empty. */
export interface StormCounts {
  total: number;
  open: number;
  states: Readonly<Record<IncidentState, number>>;
  /** The worst first. */
  severities: readonly Counted<Severity>[];
  namespaces: readonly Counted[];
  nodes: readonly Counted[];
  causes: readonly CauseCount[];
}

/** Counts a storm's incidents, those that ended too. Pure. */
export function stormCounts(groups: readonly StormGroup[]): StormCounts {
  const states: Record<IncidentState, number> = { firing: 0, acknowledged: 0, resolved: 0, closed: 0 };
  const severities = new Map<Severity, number>();
  const namespaces = new Map<string, number>();
  const nodes = new Map<string, number>();
  const names = new Map<string, { count: number; looked: number; causes: Map<string, number> }>();
  for (const { alertName, namespace, node, severity, state, cause, count } of groups) {
    states[state] += count;
    add(severities, severity, count);
    add(namespaces, namespace, count);
    add(nodes, node, count);
    const named = names.get(alertName) ?? { count: 0, looked: 0, causes: new Map<string, number>() };
    names.set(alertName, named);
    named.count += count;
    if (cause === undefined) continue;
    named.looked += count;
    add(named.causes, cause, count);
  }
  return {
    total: states.firing + states.acknowledged + states.resolved + states.closed,
    open: states.firing + states.acknowledged,
    states,
    severities: listed(severities).sort((one, other) => severityRank(other.name) - severityRank(one.name)),
    namespaces: listed(namespaces),
    nodes: listed(nodes),
    causes: [...names]
      .map(([alertName, { count, looked, causes }]) => ({
        alertName,
        count,
        looked,
        causes: listed(causes).map(({ name: code, count: times }) => ({ code, count: times })),
      }))
      .sort((one, other) => other.count - one.count || (one.alertName < other.alertName ? -1 : 1)),
  };
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function listed<Key extends string>(counts: ReadonlyMap<Key, number>): Counted<Key>[] {
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}
