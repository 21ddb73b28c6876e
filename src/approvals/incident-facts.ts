import type { Alert } from '../model/alert.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { Severity } from '../model/severity.ts';

/** What an incident says about an object, for the policy. */
export interface IncidentFacts {
  severity?: Severity;
  /** Those that all its alerts have, with one value. */
  labels: Readonly<Record<string, string>>;
}

/**
 * Only an incident that is about the object counts: else anybody could lend the severity of one incident to an action on
 * an object of another. About it: the same cluster and namespace; for a node, the node as its subject or in its alerts.
 */
export function incidentFacts(
  snapshot: Pick<IncidentSnapshot, 'incident' | 'alerts'> | undefined,
  target: ObjectReference,
): IncidentFacts {
  if (snapshot === undefined || !isAbout(snapshot, target)) return { labels: {} };
  const firing = snapshot.alerts.filter(({ status }) => status === 'firing');
  const alerts = firing.length > 0 ? firing : snapshot.alerts;
  return { severity: snapshot.incident.severity, labels: commonLabels(alerts) };
}

function isAbout(
  { incident, alerts }: Pick<IncidentSnapshot, 'incident' | 'alerts'>,
  target: ObjectReference,
): boolean {
  if (incident.cluster !== target.cluster) return false;
  const { subject } = incident;
  if (subject.kind === target.kind && subject.name === target.name && subject.namespace === target.namespace)
    return true;
  if (target.namespace !== undefined) return subject.namespace === target.namespace;
  return target.kind === 'Node' && alerts.some(({ labels }) => labels['node'] === target.name);
}

function commonLabels(alerts: readonly Alert[]): Readonly<Record<string, string>> {
  const [first, ...others] = alerts;
  if (first === undefined) return {};
  return Object.fromEntries(
    Object.entries(first.labels).filter(([name, value]) =>
      others.every(({ labels }) => labels[name] === value),
    ),
  );
}
