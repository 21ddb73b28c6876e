import { alertIdentity, alertName, type Alert } from '../model/alert.ts';
import { linkReasons, type LinkReason } from '../model/incident-link.ts';
import type { Incident, IncidentContext } from '../model/incident.ts';
import type { TimelineEntry } from '../model/timeline.ts';
import type { IntakeDecision, IntakeView } from '../store/store.ts';
import { objectLabel } from './object-labels.ts';

/** Alerts by which a node is down, of kube-prometheus and of the rules that people write: its pods are ill because of it. */
const nodeDownNames =
  /^Kube(?:Node(?:NotReady|Unreachable|ReadinessFlapping)|letDown)$|^(?:Node|Host|Instance)(?:NotReady|Unreachable|Down)$/i;

/** The key of a node's incident: as incidentKey makes it. */
export function nodeKey(cluster: string, node: string): string {
  const part = (text: string): string => text.replaceAll('%', '%25').replaceAll('/', '%2F');
  return `${part(cluster)}//Node/${part(node)}`;
}

/** What is open can explain others; what is resolved explains nothing that is ill now. */
export function isOpen({ state }: Pick<Incident, 'state'>): boolean {
  return state === 'firing' || state === 'acknowledged';
}

/** True for an open incident about a node that is down, by its firing alerts or by what was found. */
export function isNodeDown(incident: Incident, alerts: readonly Alert[], context?: IncidentContext): boolean {
  if (incident.subject.kind !== 'Node' || !isOpen(incident)) return false;
  if (context?.findings[0]?.code === 'node-not-ready') return true;
  return alerts.some((alert) => alert.status === 'firing' && nodeDownNames.test(alertName(alert)));
}

/** The nodes that an incident's firing alerts name, in order. */
export function namedNodes(alerts: readonly Alert[]): string[] {
  const names = alerts
    .filter(({ status }) => status === 'firing')
    .flatMap((alert) => objectLabel(alert, 'node') ?? []);
  return [...new Set(names)].sort();
}

/**
 * The incidents that a delivery opens or moves, linked to the node that its alerts name and that is down. Only what is
 * not linked yet and is not about a node itself. Pure; the view holds the nodes by their keys.
 */
export function linkToNodes(decision: IntakeDecision, view: IntakeView, now: number): IntakeDecision {
  const after = [...decision.opened, ...decision.changed];
  const moved = new Set(after.map(({ id }) => id));
  const others = view.incidents.map(({ incident }) => incident).filter(({ id }) => !moved.has(id));
  // Most deliveries have nothing to do with a node: they pay nothing for it.
  if (![...after, ...others].some(({ subject, state }) => subject.kind === 'Node' && isOpen({ state })))
    return decision;
  const alerts = alertsAfter(decision, view);
  const openIds = new Set([...after, ...others].filter(isOpen).map(({ id }) => id));
  const nodes = new Map(
    [...after, ...others]
      .filter((incident) => isNodeDown(incident, alerts.get(incident.id) ?? []))
      .map((incident) => [incident.key, incident]),
  );
  if (nodes.size === 0) return decision;
  const timeline: TimelineEntry[] = [];
  const linked = (incident: Incident): Incident => {
    if (!isLinkable(incident, openIds)) return incident;
    const [parent] = namedNodes(alerts.get(incident.id) ?? []).flatMap(
      (node) => nodes.get(nodeKey(incident.cluster, node)) ?? [],
    );
    if (parent === undefined) return incident;
    timeline.push(linkedEntry(incident, parent, 'node-label', now));
    return { ...incident, partOf: { id: parent.id, reason: 'node-label' } };
  };
  const opened = decision.opened.map(linked);
  const changed = decision.changed.map(linked);
  return { ...decision, opened, changed, timeline: [...(decision.timeline ?? []), ...timeline] };
}

/** For the record: to what and why. */
export function linkedEntry(
  child: Incident,
  parent: Incident,
  reason: LinkReason,
  now: number,
): TimelineEntry {
  // A parent that opens in the same moment has no number yet: the title says which it is.
  const name = parent.number === 0 ? parent.title : `INC-${parent.number} (${parent.title})`;
  return {
    incidentId: child.id,
    at: now,
    kind: 'linked',
    text: `Part of ${name}: ${linkReasons[reason]}`,
  };
}

/** A link to what is over is history: another node may be down now. */
function isLinkable({ subject, partOf, state }: Incident, openIds: ReadonlySet<string>): boolean {
  if (subject.kind === 'Node' || !isOpen({ state })) return false;
  return partOf === undefined || !openIds.has(partOf.id);
}

function alertsAfter(decision: IntakeDecision, view: IntakeView): ReadonlyMap<string, Alert[]> {
  const all = new Map<string, Map<string, Alert>>();
  const put = (id: string, alert: Alert): void => {
    const there = all.get(id) ?? new Map<string, Alert>();
    all.set(id, there.set(alertIdentity(alert), alert));
  };
  for (const { incident, alerts } of view.incidents) for (const alert of alerts) put(incident.id, alert);
  for (const { incidentId, ...alert } of decision.alerts) put(incidentId, alert);
  return new Map([...all].map(([id, alerts]) => [id, [...alerts.values()]]));
}
