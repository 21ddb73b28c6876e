import type { Alert } from '../model/alert.ts';
import type { Incident } from '../model/incident.ts';
import { readSeverity, worstSeverity, type Severity } from '../model/severity.ts';
import type { Subject, SubjectReason } from '../model/subject.ts';
import { objectLabel } from './object-labels.ts';
import type { ChosenSubject } from './choose-subject.ts';
import type { OccurrenceNews } from './occurrences.ts';

/** One piece of news with the subject that its labels name. */
export interface Belonging {
  news: OccurrenceNews;
  chosen: ChosenSubject;
}

export function isNowFiring(news: OccurrenceNews): boolean {
  return news.kind === 'started' || news.kind === 'refired';
}

export function severityOf(alerts: readonly Pick<Alert, 'labels'>[]): Severity {
  return worstSeverity(alerts.map((alert) => readSeverity(alert.labels['severity'])));
}

/** How sure the labels are of a workload's kind; a lower number is surer. */
const certainty: Readonly<Record<SubjectReason, number>> = {
  'workload-label': 0,
  'job-name-label': 0,
  'node-label': 0,
  'node-instance': 1,
  'pod-name-pattern': 1,
  'pod-label': 2,
  'object-label': 3,
  'service-label': 4,
  'namespace-only': 5,
  'nothing-named': 6,
};

type Named = Pick<Incident, 'subject' | 'subjectReason'>;

/** The surest subject: the autoscaler's alert may come first, the Deployment is what is ill. The key stays. */
export function surestSubject(before: Named | undefined, belongings: readonly Belonging[]): Named {
  let surest = before;
  for (const { chosen } of belongings) {
    if (surest === undefined || certainty[chosen.reason] < certainty[surest.subjectReason]) {
      surest = { subject: chosen.subject, subjectReason: chosen.reason };
    }
  }
  if (surest === undefined) throw new Error('an incident has at least one alert');
  return surest;
}

/** Where an alert says that it hurts: `node node-3`, `namespace shop`. */
export function placesOf(alert: Pick<Alert, 'labels'>, subject: Subject): string[] {
  const node = subject.kind === 'Node' ? subject.name : objectLabel(alert, 'node');
  const namespace = subject.kind === 'Namespace' ? subject.name : subject.namespace;
  return [
    ...(namespace === undefined ? [] : [`namespace ${namespace}`]),
    ...(node === undefined ? [] : [`node ${node}`]),
  ];
}
