import type { ClusterClient } from '../cluster/cluster-client.ts';
import type { Alert } from '../model/alert.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Subject } from '../model/subject.ts';
import type { PrometheusClient } from '../telemetry/prometheus/prometheus-client.ts';
import type { TraceClient } from '../telemetry/trace-client.ts';

/** What collectors use of a cluster: they only read. */
export type ClusterReader = Pick<ClusterClient, 'name' | 'get' | 'list' | 'text'>;

/** Who can be asked; what is not configured is absent and costs nothing. */
export interface Sources {
  cluster?: ClusterReader;
  prometheus?: PrometheusClient;
  traces?: TraceClient;
}

/** What a collector is asked about. */
export interface Inquiry {
  subject: Subject;
  alerts: readonly Alert[];
  sources: Sources;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** For each call to a source. */
  timeoutMs: number;
}

/**
 * Answers one question with evidence, or with none when the question makes no sense for the subject. It may throw:
 * collectContext turns that into a line that says so.
 */
export type Collector = (inquiry: Inquiry) => Promise<Evidence[]>;
