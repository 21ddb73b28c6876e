import { alertName, type Alert } from '../model/alert.ts';
import { readSeverity, severityRank } from '../model/severity.ts';
import type { Subject } from '../model/subject.ts';

/** A card's title stays on two lines of a phone. */
const longestTitle = 150;

/** `Deployment checkout: KubePodCrashLooping and 2 more`; the gravest alert's name leads. Plain text, may carry foreign text. */
export function incidentTitle(subject: Subject, alerts: readonly Pick<Alert, 'labels'>[]): string {
  const names = namesByGravity(alerts);
  const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
  const title = `${subject.kind} ${subject.name}: ${names[0] ?? 'no alert'}`;
  const room = longestTitle - more.length;
  return `${title.length > room ? `${title.slice(0, room - 1)}…` : title}${more}`;
}

/** The distinct alert names, gravest first, then by the alphabet: the same for any order of arrival. */
export function namesByGravity(alerts: readonly Pick<Alert, 'labels'>[]): string[] {
  const gravity = new Map<string, number>();
  for (const alert of alerts) {
    const rank = severityRank(readSeverity(alert.labels['severity']));
    gravity.set(alertName(alert), Math.max(rank, gravity.get(alertName(alert)) ?? 0));
  }
  return [...gravity]
    .sort(([one, oneRank], [other, otherRank]) => otherRank - oneRank || (one < other ? -1 : 1))
    .map(([name]) => name);
}
