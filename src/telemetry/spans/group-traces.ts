import type { Span, Trace } from './span.ts';

/** Spans beyond this number of one trace are dropped: no cause hides in the ten thousandth. */
const maxSpans = 10_000;

/** Spans in any order → traces, in the order of their first span. */
export function groupTraces(spans: readonly Span[]): Trace[] {
  const groups = Map.groupBy(spans, (span) => span.traceId);
  return [...groups].map(([traceId, members]) => ({ traceId, spans: members.slice(0, maxSpans) }));
}
