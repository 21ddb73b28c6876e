import type { Incident, IncidentState } from './incident.ts';
import type { Severity } from './severity.ts';

/** More incidents opened in one channel within a minute than anybody can read: one card counts those that got none. */
export interface Storm {
  id: string;
  channel: string;
  /** Milliseconds since the epoch, by the database's clock. */
  startedAt: number;
  /** Absent while it runs. */
  endedAt?: number;
  /** The Slack user who took it on, and when. */
  acknowledgedBy?: string;
  acknowledgedAt?: number;
}

/** Which cards a channel got lately; conditional writes name the version they saw (0: none before). */
export interface ChannelTraffic {
  channel: string;
  version: number;
  /** When incidents got cards of their own; only the last minute counts. Milliseconds by the database's clock. */
  cards: readonly number[];
  /** Those that a critical incident got beyond the limit. */
  critical: readonly number[];
}

/** What is asked before incidents open: the database's time, and what goes on in each channel. */
export interface Traffic {
  at: number;
  channels: readonly ChannelTraffic[];
  /** Storms that run. */
  storms: readonly Storm[];
}

/** So many of a storm's incidents are alike in all that its card counts by. */
export interface StormGroup {
  alertName: string;
  /** Empty: none is named. */
  namespace: string;
  node: string;
  severity: Severity;
  state: IncidentState;
  /** Undefined: its evidence was not looked at; empty: no cause was found. */
  cause?: string;
  count: number;
}

/** Everything that a storm's card is made from. */
export interface StormSnapshot {
  storm: Storm;
  groups: readonly StormGroup[];
  /** How many fire and have no card of their own: the storm's card stands for them. */
  unacknowledged: number;
  /** The gravest that are open, worst and oldest first. */
  gravest: readonly Incident[];
}
