import type { Alert } from './alert.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { RunbookMatch } from './runbook.ts';
import type { Folded } from './folded.ts';
import type { IncidentState } from './incident-state.ts';
import type { EarlierIncident, Family, PartOf } from './incident-link.ts';
import type { Severity } from './severity.ts';
import type { Subject, SubjectReason } from './subject.ts';
import type { Upstream } from './upstream.ts';

export type { IncidentState };

/** The one word on the card. */
export const incidentStateWords: Readonly<Record<IncidentState, 'Firing' | 'Acknowledged' | 'Resolved'>> = {
  firing: 'Firing',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  closed: 'Resolved',
};

/** Why an incident is resolved. */
export type ResolveReason = 'alerts-resolved' | 'by-hand' | 'not-listed';

export interface Incident {
  id: string;
  /** Counts from 1; people say `INC-12`. */
  number: number;
  /** From labels alone: `cluster/namespace/Kind/name`. One open (not closed) incident a key. */
  key: string;
  cluster: string;
  /** False when the alert's `cluster` label names no configured cluster: a card without context and without actions. */
  clusterKnown: boolean;
  subject: Subject;
  subjectReason: SubjectReason;
  /** One line in words: `Deployment checkout: KubePodCrashLooping`. */
  title: string;
  severity: Severity;
  state: IncidentState;
  /** Milliseconds since the epoch. */
  stateSince: number;
  openedAt: number;
  /** The Slack user who acknowledged last, while acknowledged. */
  acknowledgedBy?: string;
  resolveReason?: ResolveReason;
  /** The Slack user, when resolved by hand. */
  resolvedBy?: string;
  /** Alerts firing now, and all that ever belonged to it. */
  firingCount: number;
  alertCount: number;
  /** The alert count when it was acknowledged: twice as many wakes the channel. */
  acknowledgedCount?: number;
  reopenedCount: number;
  /** Present when it opened in a storm that has one card for all. */
  folded?: Folded;
  earlier?: EarlierIncident;
  /** The incident that explains this one: a node that is down, or the oldest with the same cause. */
  partOf?: PartOf;
  /** What others may share, found by the evidence: `prod/node/node-3`, `prod/registry/ghcr.io/network`. */
  sharedCause?: string;
  /** Absent until Alertmanager's API was asked. */
  upstream?: Upstream;
  /** Its object is ill although its alerts ended then: a clause, foreign text. Counts only for that end (`stateSince`). */
  stillIll?: { text: string; resolvedAt: number };
  /** Why the channel was woken last (a new message); undefined when only the card was edited. */
  channel: string;
  /** Grows with every write; conditional writes name the version they saw. */
  version: number;
}

/** Everything the pipeline found out about an incident; stored whole, replaced whole. */
export interface IncidentContext {
  collectedAt: number;
  evidence: readonly Evidence[];
  /** Ranked, best first. Empty = cause not found. */
  findings: readonly Finding[];
  runbooks: readonly RunbookMatch[];
}

/** What a reader of one incident gets: card, stages and commands all work from this. */
export interface IncidentSnapshot {
  incident: Incident;
  alerts: readonly Alert[];
  context: IncidentContext | undefined;
  /** Where it was read, and is part of another or another of it. */
  family?: Family;
}

/** `INC-12` */
export function incidentName(incident: Pick<Incident, 'number'>): string {
  return `INC-${incident.number}`;
}
