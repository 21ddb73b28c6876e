/** What can happen to an incident, in the order of its record. */
export type TimelineKind =
  | 'opened'
  | 'alert-joined'
  | 'alert-resolved'
  | 'severity-raised'
  /** A new channel message, or why there was none. */
  | 'woken'
  | 'kept-quiet'
  /** Into a storm, whose card counts it; and it got a card of its own after all. */
  | 'folded'
  | 'unfolded'
  | 'silenced'
  | 'unsilenced'
  /** Alertmanager lists an alert no more, or again, while Prometheus says that it fires. */
  | 'lost-upstream'
  /** It is part of another incident, or no longer. */
  | 'linked'
  | 'diagnosed'
  | 'acknowledged'
  | 'resolved'
  /** Its object is ill although the alerts ended; or well, at last. */
  | 'still-ill'
  | 'reopened'
  | 'closed'
  | 'action-asked'
  | 'approved'
  | 'denied'
  | 'cancelled'
  | 'expired'
  | 'superseded'
  | 'executing'
  /** Somebody ended an action of several steps early. */
  | 'aborted'
  | 'executed'
  | 'execution-failed'
  | 'verdict'
  | 'refused'
  | 'glass-permitted'
  | 'glass-broken'
  | 'debt-reviewed';

export interface TimelineEntry {
  incidentId: string;
  at: number;
  kind: TimelineKind;
  /** Plain text. */
  text: string;
  /** The Slack user, when a person did it. */
  person?: string;
}
