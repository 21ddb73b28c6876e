/** One Alertmanager alert occurrence. Its identity is (source, fingerprint, startsAt): a refire keeps the fingerprint and gets a new startsAt. */
export interface Alert {
  /** Which sender: the name of the webhook token's holder; `alertmanager` by default. */
  source: string;
  /** 16 hexadecimal characters over all labels; the same in every replica. */
  fingerprint: string;
  /** Milliseconds since the epoch. */
  startsAt: number;
  /** Milliseconds since the epoch; null while it fires (the wire says year 1). */
  endsAt: number | null;
  status: AlertStatus;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** The page of the rule in Prometheus; may be empty. Its parameter `g0.expr` is the expression. */
  generatorUrl: string;
  /** The end was concluded (Alertmanager's API no longer lists it), not told by a webhook: a repeated "firing" undoes it. */
  endInferred?: true;
}

export type AlertStatus = 'firing' | 'resolved';

/** One webhook body, version 4, as Alertmanager sent it; fields that we do not use are not kept here (the body itself is stored). */
export interface Delivery {
  source: string;
  /** As sent: Alertmanager escapes it as a regular expression (`web\.hook`). */
  receiver: string;
  groupKey: string;
  /** The group's status. Computed after truncation by the sender: it can say resolved while alerts that were cut off still fire. */
  status: AlertStatus;
  /** How many alerts `max_alerts` cut off; absence of an alert from a truncated delivery proves nothing. */
  truncatedAlerts: number;
  groupLabels: Readonly<Record<string, string>>;
  externalUrl: string;
  alerts: readonly Alert[];
}

/** The identity of an occurrence as one string, for keys. */
export function alertIdentity(alert: Pick<Alert, 'source' | 'fingerprint' | 'startsAt'>): string {
  return `${alert.source}/${alert.fingerprint}/${alert.startsAt}`;
}

/** The label `alertname`; Alertmanager does not force it to be there. */
export function alertName(alert: Pick<Alert, 'labels'>): string {
  return alert.labels['alertname'] ?? 'unnamed alert';
}
