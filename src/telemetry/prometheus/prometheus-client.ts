export interface MetricSeries {
  labels: Readonly<Record<string, string>>;
  /** [milliseconds since the epoch, value]; values that are no finite numbers are left out. */
  points: readonly (readonly [number, number])[];
}

export interface RangeQuery {
  expression: string;
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  timeoutMs: number;
}

/** One alerting rule with its alerts of now. */
export interface AlertRule {
  name: string;
  /** False before its first evaluation, and while it cannot be evaluated: what it does not list proves nothing. */
  evaluated: boolean;
  alerts: readonly { labels: Readonly<Record<string, string>>; state: 'firing' | 'pending' }[];
}

/** What is asked of Prometheus, or of what speaks its query API (Thanos, Mimir, VictoriaMetrics). Errors are TelemetryError. */
export interface PrometheusClient {
  /** About 240 points a series; the last is up to one step before `end`. */
  queryRange(query: RangeQuery): Promise<MetricSeries[]>;
  /** One point a series. */
  query(query: { expression: string; at: number; timeoutMs: number }): Promise<MetricSeries[]>;
  /** All alerting rules. What has no rules API (Thanos' querier without rulers) answers 404: a TelemetryError with that status. */
  rules(timeoutMs: number): Promise<AlertRule[]>;
  close(): void;
}
