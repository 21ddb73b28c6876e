import type { Trace } from './spans/span.ts';

export interface TraceSearch {
  service: string;
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  limit: number;
  /** `errors`: traces with a failed span of the service; `slow`: those that took at least `minDurationMs`. */
  which: { kind: 'errors' } | { kind: 'slow'; minDurationMs: number };
  timeoutMs: number;
}

/** What is asked of a system of traces. Errors are TelemetryError. */
export interface TraceClient {
  /** `Jaeger`, for sentences. */
  readonly system: string;
  services(timeoutMs: number): Promise<string[]>;
  search(query: TraceSearch): Promise<Trace[]>;
  /** The page of a trace for people. */
  pageOf(traceId: string): string;
  close(): void;
}
