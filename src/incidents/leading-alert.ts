import { alertName, type Alert } from '../model/alert.ts';
import type { Incident } from '../model/incident.ts';
import { readSeverity, severityRank } from '../model/severity.ts';
import { objectLabel } from './object-labels.ts';

/** What a storm's card counts an incident by: the name of its gravest alert, and the node that it names. */
export function leadingAlert(
  { subject, folded }: Incident,
  alerts: readonly Pick<Alert, 'labels'>[],
): { alertName: string; node?: string } {
  const rank = (labels: Readonly<Record<string, string>>): number =>
    severityRank(readSeverity(labels['severity']));
  const [gravest] = alerts.toSorted((one, other) => rank(other.labels) - rank(one.labels));
  const named = subject.kind === 'Node' ? subject.name : gravest && objectLabel(gravest, 'node');
  const node = named ?? folded?.node;
  return {
    alertName: gravest === undefined ? (folded?.alertName ?? '') : alertName(gravest).slice(0, 200),
    ...(node !== undefined && { node: node.slice(0, 253) }),
  };
}
