import type { JsonObject } from './json.ts';

/** What the audit chain records. Every mutation's `intent` is committed before its call. */
export type AuditKind =
  | 'incident-opened'
  | 'acknowledged'
  | 'resolved'
  | 'reopened'
  | 'asked'
  | 'refused'
  | 'approved'
  | 'denied'
  | 'cancelled'
  | 'expired'
  | 'superseded'
  | 'intent'
  | 'outcome'
  /** Somebody ended an execution of several steps early. */
  | 'aborted'
  | 'verdict'
  | 'started'
  | 'frozen'
  | 'unfrozen'
  /** Somebody alone may carry out their own plan; did so; and what a second person said of it. */
  | 'glass-permitted'
  | 'glass-broken'
  | 'debt-reminded'
  | 'debt-reviewed'
  /** The effective config differs from the one that was recorded last. */
  | 'configured'
  /** A mapped identity came for the first time on a day, or is mapped otherwise than before. */
  | 'login'
  /** A head of this chain was given to Slack. */
  | 'head-posted'
  /** The records up to one were exported and may be deleted here. */
  | 'sealed'
  /** The store was replaced by a backup: what happened between is not in the chain. */
  | 'restored';

/** What the caller gives; sequence, previous hash and hash are added where it is written. */
export interface AuditEntry {
  at: number;
  kind: AuditKind;
  /** The Slack user, `middlewatch` for the bot itself. */
  actor: string;
  /** The Kubernetes identity, when one is mapped. */
  user?: string;
  incidentId?: string;
  requestId?: string;
  executionId?: string;
  digest?: string;
  /** What happened, in words and data. Canonical JSON of it is hashed. */
  data: JsonObject;
}

export interface AuditRecord extends AuditEntry {
  /** From 1, without gaps. */
  seq: number;
  /** SHA-256 hexadecimal; of the record before; 64 zeros for the first. */
  previousHash: string;
  /** SHA-256 over previousHash and the canonical JSON of the entry with its seq. */
  hash: string;
}
