import type { ActionRequest, ExecutionStep } from '../model/action-request.ts';
import type { Alert, Delivery } from '../model/alert.ts';
import type { AuditEntry } from '../model/audit-record.ts';
import type { OpenBreaker } from '../model/breakers.ts';
import type { DueKind } from '../model/due.ts';
import type { Incident, IncidentSnapshot } from '../model/incident.ts';
import type { MessageRecord } from '../model/message.ts';
import type { Severity } from '../model/severity.ts';
import type { ChannelTraffic, Storm } from '../model/storm.ts';
import type { TimelineEntry } from '../model/timeline.ts';

/** What a conditional write found: `conflict` = somebody else was there first; read again and decide again. */
export type WriteResult = 'written' | 'conflict';

/** Marks something due: at `at` (milliseconds) by the database's clock, at once when absent. Marking what is due already makes it due earlier, never later. */
export interface DueMark {
  kind: DueKind;
  key: string;
  /** Delay in milliseconds from the database's now. */
  inMs?: number;
}

/** Written together with the change they belong to, in the same transaction. */
export interface Effects {
  timeline?: readonly TimelineEntry[];
  audit?: readonly AuditEntry[];
  due?: readonly DueMark[];
  /** Messages that should exist from now on; those that exist already stay as they are. Each is marked due for publishing. */
  messages?: readonly MessageWanted[];
}

export type MessageWanted = Pick<MessageRecord, 'id' | 'kind' | 'channel'> &
  Partial<Pick<MessageRecord, 'incidentId' | 'requestId' | 'threadOf' | 'text'>>;

export type RecordDeliveryResult =
  | { outcome: 'recorded'; deliveryId: string; alertCount: number }
  /** Nothing was stored: `path` is where in the body the fault is, `alerts[3].startsAt`; empty for the body as a whole. */
  | { outcome: 'malformed'; path: string; message: string };

/** What correlation needs to decide: the delivery, what is known of its alerts, and the incidents that they could belong to. */
export interface IntakeView {
  delivery: Delivery;
  receivedAt: number;
  /** Known occurrences with the same (source, fingerprint), newest first. */
  known: readonly (Alert & { incidentId: string })[];
  /**
   * All incidents that are not closed (the newest closed one of a key too, where none is open), of the clusters that the
   * alerts name; and the incidents of `known`. Their `context` is left out: correlation decides from labels.
   */
  incidents: readonly IncidentSnapshot[];
}

/** Correlation's decision, written as one transaction. */
export interface IntakeDecision extends Effects {
  /** Occurrences to insert or update, with the incident that each belongs to. */
  alerts: readonly (Alert & { incidentId: string })[];
  /** New incidents (number is given by the store: send 0). */
  opened: readonly Incident[];
  /** Incidents as they should be; `version` is the one that was read: if any differs, nothing is written. */
  changed: readonly Incident[];
  /** Which cards were given out, and the storms that the others were folded into. */
  folding?: FoldingWrite;
}

/** What became of the incidents of one delivery; for the log and the metrics. */
export interface TakenDelivery {
  opened: readonly { id: string; key: string; severity: Severity; storm?: string }[];
  /** With the name that people use. */
  changed: readonly { name: string; state: string }[];
}

/** Written with the incidents; if any of it is not as it was read, nothing is written. */
export interface FoldingWrite {
  /** With the version that was read. */
  traffic: readonly ChannelTraffic[];
  begun: readonly Storm[];
  /** Ids of the storms that incidents were folded into: they must still run. */
  storms: readonly string[];
}

/** Somebody takes a storm on, and some of its incidents with it. */
export interface StormTaken {
  /** The Slack user. */
  person: string;
  at: number;
  /** As they should be; `version` is the one that was read: those that differ stay as they are. */
  incidents: readonly Incident[];
  timeline: readonly TimelineEntry[];
  /** The names of the incidents that were written are added, and how many. */
  audit: AuditEntry;
}

export type BeginStepResult = 'first' | 'again' | 'not-executing' | 'frozen' | 'aborted';

export interface StepsRecord {
  finished: readonly (Pick<ExecutionStep, 'key'> &
    Required<Pick<ExecutionStep, 'finishedAt' | 'outcome' | 'message'>>)[];
  /** In words; undefined: nothing to say. */
  progress: string | undefined;
}

/** Why an answer to an approval request changed nothing. */
export type AnswerRefusal =
  | 'not-found'
  | 'ended'
  | 'expired'
  | 'own-request'
  | 'counted-already'
  | 'moved'
  | 'frozen'
  /** Another request is being carried out on the same object: one at a time. */
  | 'object-busy'
  | 'breaker'
  | 'news'
  | 'glass-expired'
  | 'glass-too-often';

/** Written when the asker's own approval counts by a recorded permission, in the same transaction. */
export interface GlassAnswer {
  /** When the debt is first reminded of, by the database's clock. */
  remindAt: number;
  effects: Effects;
}

export type PermitResult =
  | { outcome: 'permitted'; request: ActionRequest }
  | {
      outcome: 'refused';
      /** `too-often`: this user used as many within an hour as they may. */
      reason: 'not-found' | 'ended' | 'not-asker' | 'too-often';
      request?: ActionRequest;
    };

export type AnswerResult =
  /** `breaker` says which, of the refusal `breaker`. */
  | { outcome: 'refused'; reason: AnswerRefusal; request?: ActionRequest; breaker?: OpenBreaker }
  /** Counted; more approvals are needed. */
  | { outcome: 'counted'; request: ActionRequest }
  /** It was the last needed answer: state is now `executing`, the intent is on the record. */
  | { outcome: 'executing'; request: ActionRequest }
  | { outcome: 'denied'; request: ActionRequest };

export type BeginCallResult =
  /** `calledAt` names this call: each has another. */
  { begun: 'first' | 'again'; calledAt: number } | { begun: 'not-executing' | 'frozen' | 'held' };
