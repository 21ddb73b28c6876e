import type { Matcher } from '../../model/matcher.ts';

/** An alert as GET /api/v2/alerts lists it: not resolved yet. */
export interface ListedAlert {
  /** The same as in the webhook: over all labels. */
  fingerprint: string;
  labels: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  startsAt: number;
  /** When Alertmanager last heard of it. */
  updatedAt: number;
  state: 'unprocessed' | 'active' | 'suppressed';
  /** Ids of the silences that cover it. */
  silencedBy: readonly string[];
  /** Fingerprints of the alerts that inhibit it. */
  inhibitedBy: readonly string[];
}

export interface Silence {
  id: string;
  createdBy: string;
  comment: string;
  /** Milliseconds since the epoch. */
  startsAt: number;
  endsAt: number;
  state: 'expired' | 'active' | 'pending';
}

/** A silence with what it takes to look for it and to change it. */
export interface WholeSilence extends Silence {
  matchers: readonly Matcher[];
  /** As on the wire, to the nanosecond: changed by a fraction, an update makes another silence of it. */
  startsAtText: string;
  /** Milliseconds since the epoch. */
  updatedAt: number;
}

/** What a silence shall be. Without `id` a new one; with it that one, which keeps its id only if its matchers stay. */
export interface SilenceWanted {
  id?: string;
  matchers: readonly Matcher[];
  /** RFC 3339; of an existing silence exactly as it was read. */
  startsAtText: string;
  /** Milliseconds since the epoch. */
  endsAt: number;
  createdBy: string;
  comment: string;
}

export interface AlertmanagerStatus {
  version: string;
  /** When the process started. It keeps no alerts on disk: for minutes after that it lists only what was sent again. */
  startedAt: number;
}

/** What one replica answered. */
export interface ReplicaLook {
  url: string;
  status: AlertmanagerStatus;
  alerts: readonly ListedAlert[];
}

/** What all replicas say at one time. Alerts are not gossiped between replicas, silences are. */
export interface AlertmanagerLook {
  /** Those that answered; never empty. */
  replicas: readonly ReplicaLook[];
  silences: readonly Silence[];
  /** Sentences about the replicas that did not answer. */
  problems: readonly string[];
}

/** What is asked of Alertmanager's API v2, 0.25 to 0.34 and later. Errors are TelemetryError. */
export interface AlertmanagerClient {
  /**
   * Every replica's alerts and, from the first that answers, the silences.
   * @throws TelemetryError of the first replica when none answers
   */
  look(timeoutMs: number): Promise<AlertmanagerLook>;
  /** Alerts that match all of the matchers (`alertname="X"`), from the first replica that answers. */
  alerts(filters: readonly string[], timeoutMs: number): Promise<readonly ListedAlert[]>;
  silences(timeoutMs: number): Promise<readonly Silence[]>;
  /**
   * The silences of all replicas, each once: a new one reaches the others after a moment. `complete`: every replica
   * answered, so what is not in it was not created.
   * @throws TelemetryError when none answers
   */
  silencesOfAll(timeoutMs: number): Promise<{ silences: readonly WholeSilence[]; complete: boolean }>;
  /**
   * Creates or changes a silence and gives its id. Sent once, to the first replica that can be reached: an answer that
   * is lost is not asked for again. TelemetryError `refused` with a status below 500 has changed nothing.
   */
  setSilence(silence: SilenceWanted, timeoutMs: number): Promise<string>;
  /** Ends a silence; harmless when it has ended. Sent once, like `setSilence`. */
  expireSilence(id: string, timeoutMs: number): Promise<void>;
  status(timeoutMs: number): Promise<AlertmanagerStatus>;
  close(): void;
}
