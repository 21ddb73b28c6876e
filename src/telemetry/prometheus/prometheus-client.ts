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

/** What is asked of Prometheus, or of what speaks its query API (Thanos, Mimir, VictoriaMetrics). Errors are TelemetryError. */
export interface PrometheusClient {
  /** About 240 points a series; the last is up to one step before `end`. */
  queryRange(query: RangeQuery): Promise<MetricSeries[]>;
  /** One point a series. */
  query(query: { expression: string; at: number; timeoutMs: number }): Promise<MetricSeries[]>;
  close(): void;
}
