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
  status(timeoutMs: number): Promise<AlertmanagerStatus>;
  close(): void;
}
