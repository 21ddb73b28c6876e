/** One span of a simulated trace. Times in milliseconds. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  service: string;
  operation: string;
  kind: 'server' | 'client' | 'internal';
  startAt: number;
  durationMs: number;
  /** Present: the span failed, with this message. */
  error?: string;
  attributes: Readonly<Record<string, string>>;
  /** Of the process: k8s.pod.name and the like. */
  resource: Readonly<Record<string, string>>;
}

/** What a query asks for, whichever API it came by. */
export interface TraceQuery {
  service: string;
  operation?: string;
  from: number;
  to: number;
  limit: number;
  minDurationMs?: number;
  /** Attributes that one span must have; `error=true` means a failed span. */
  attributes: Readonly<Record<string, string>>;
}

/** Traces in which a span of the service matches, newest first. */
export function findTraces(spans: readonly Span[], query: TraceQuery): Span[][] {
  const traces = Map.groupBy(spans, (span) => span.traceId);
  const matches = (span: Span): boolean =>
    span.service === query.service &&
    (query.operation === undefined || span.operation === query.operation) &&
    span.startAt >= query.from &&
    span.startAt <= query.to &&
    span.durationMs >= (query.minDurationMs ?? 0) &&
    Object.entries(query.attributes).every(([name, value]) =>
      name === 'error' ? String(span.error !== undefined) === value : span.attributes[name] === value,
    );
  return [...traces.values()]
    .filter((trace) => trace.some(matches))
    .sort((one, other) => startOf(other) - startOf(one))
    .slice(0, query.limit);
}

function startOf(trace: readonly Span[]): number {
  return Math.min(...trace.map((span) => span.startAt));
}
