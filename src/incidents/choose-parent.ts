import type { LinkReason } from '../model/incident-link.ts';
import type { Incident, IncidentSnapshot } from '../model/incident.ts';
import { isNodeDown, isOpen, namedNodes, nodeKey } from './link-incidents.ts';

/** A link that could be: the key of the other incident, and why. */
export interface PossibleLink {
  key: string;
  reason: Exclude<LinkReason, 'same-cause'>;
}

/** So many other names of a node, and nodes of sick pods, are looked for. */
const mostKeys = 8;

/** The nodes that could explain an incident, by its labels first, then by its evidence; for a node, its other names. */
export function possibleLinks({ incident, alerts, context }: IncidentSnapshot): readonly PossibleLink[] {
  const { cluster, subject } = incident;
  const evidence = context?.evidence ?? [];
  const links: PossibleLink[] = [];
  const add = (node: string, reason: PossibleLink['reason']): void => {
    const key = nodeKey(cluster, node);
    if (key !== incident.key && links.every((link) => link.key !== key)) links.push({ key, reason });
  };
  if (subject.kind === 'Node') {
    for (const one of evidence) {
      if (one.kind !== 'node') continue;
      for (const name of [one.about?.name ?? subject.name, ...one.data.addresses]) add(name, 'node-address');
    }
  } else {
    for (const node of namedNodes(alerts)) add(node, 'node-label');
    for (const one of evidence) {
      if (one.kind === 'pod' && !one.data.ready && one.data.node !== undefined)
        add(one.data.node, 'pods-on-node');
    }
  }
  return links.slice(0, mostKeys);
}

/**
 * The incident that explains this one: a node that is down, the same node's older incident, or the oldest incident with
 * the same cause. Links never make a circle: nodes are part of older nodes only, the others of nodes or of older ones.
 */
export function chooseParent(
  child: Incident,
  found: readonly { snapshot: IncidentSnapshot; reason: LinkReason }[],
  sameCause: readonly Incident[],
): { parent: Incident; reason: LinkReason } | undefined {
  for (const { snapshot, reason } of found) {
    const { incident, alerts, context } = snapshot;
    if (incident.id === child.id || !isOpen(incident)) continue;
    const holds =
      reason === 'node-address' ? incident.number < child.number : isNodeDown(incident, alerts, context);
    if (holds) return { parent: incident, reason };
  }
  if (child.subject.kind === 'Node') return undefined;
  const [oldest] = sameCause
    .filter((one) => isOpen(one) && one.subject.kind !== 'Node' && one.number < child.number)
    .toSorted((one, other) => one.number - other.number);
  return oldest === undefined ? undefined : { parent: oldest, reason: 'same-cause' };
}
