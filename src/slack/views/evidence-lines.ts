import type { Evidence, EvidenceKind } from '../../model/evidence.ts';
import { dateToken } from '../text/date-token.ts';
import { foreignText } from '../text/foreign-text.ts';

/** Groups of the detail message, in the order in which they help. Failures come first: they say what is missing. */
export const evidenceGroups: readonly { kind: EvidenceKind; title: string }[] = [
  { kind: 'failure', title: 'Not seen' },
  { kind: 'change', title: 'Recent changes' },
  { kind: 'workload', title: 'Workload' },
  { kind: 'pod', title: 'Pods' },
  { kind: 'node', title: 'Nodes' },
  { kind: 'event', title: 'Events' },
  { kind: 'metric', title: 'Metrics' },
  { kind: 'trace', title: 'Traces' },
];

/** One fact as one line of mrkdwn. */
export function evidenceLine(evidence: Evidence): string {
  const mark = evidence.kind === 'failure' ? '⚠️' : '•';
  const when = evidence.at === undefined ? '' : ` · ${dateToken(evidence.at)}`;
  return `${mark} ${foreignText(evidence.text, 280)}${when}`;
}
