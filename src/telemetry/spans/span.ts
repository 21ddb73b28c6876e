/** One span, the same from every system. */
export interface Span {
  /** Hexadecimal, lower case: 32 characters for a trace, 16 for a span. */
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  service: string;
  operation: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Milliseconds since the epoch, with fractions. */
  startAt: number;
  durationMs: number;
  /** Why it failed; absent when it did not. */
  error?: string;
  attributes: Readonly<Record<string, string>>;
}

export interface Trace {
  traceId: string;
  spans: readonly Span[];
}
