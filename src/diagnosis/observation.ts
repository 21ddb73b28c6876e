import { alertName, type Alert } from '../model/alert.ts';
import type { Evidence, EvidenceKind } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { Subject } from '../model/subject.ts';

/** What a signature sees. */
export interface Observation {
  subject: Subject;
  alerts: readonly Alert[];
  evidence: readonly Evidence[];
  /** When the evidence was collected, milliseconds since the epoch. */
  now: number;
}

/** One family of causes: at most one finding an observation. Pure. */
export type Signature = (observation: Observation) => Finding | undefined;

export type EvidenceAbout<Kind extends EvidenceKind> = Extract<Evidence, { kind: Kind }>;

/** The evidence of one kind, in the order collected (the worst first). */
export function evidenceOf<Kind extends EvidenceKind>(
  observation: Pick<Observation, 'evidence'>,
  kind: Kind,
): EvidenceAbout<Kind>[] {
  return observation.evidence.filter((one): one is EvidenceAbout<Kind> => one.kind === kind);
}

/** Names of alerts that speak of pods which do not run as they should. */
const aboutPods = /pod|container|deployment|replica|statefulset|crash|restart|oom|rollout/i;

/** When the trouble was reported: the starts of the alerts that say most about the pods; without any, now. */
export function reportTimes(observation: Observation): number[] {
  const firing = observation.alerts.filter((alert) => alert.status === 'firing');
  const candidates = [firing.filter((alert) => aboutPods.test(alertName(alert))), firing, observation.alerts];
  const alerts = candidates.find((some) => some.length > 0) ?? [];
  return alerts.length === 0 ? [observation.now] : alerts.map((alert) => alert.startsAt);
}

/** The workload itself as evidence names it (with uid), else the subject. */
export function workloadReference(observation: Observation): ObjectReference {
  const named = observation.evidence.find((one) => one.kind === 'change' || one.kind === 'workload')?.about;
  return named ?? observation.subject;
}
