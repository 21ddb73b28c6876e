import type { Span } from './trace.ts';

const kinds = { internal: 1, server: 2, client: 3 } as const;

/** All found traces in one, as Jaeger's query API v3 answers: OTLP JSON with hexadecimal ids and integer enums. */
export function jaegerV3Result(traces: readonly (readonly Span[])[]): unknown {
  const spans = traces.flat();
  const resources = Map.groupBy(spans, (span) => JSON.stringify([span.service, span.resource]));
  return {
    result: {
      resourceSpans: [...resources.values()].map((group) => ({
        resource: {
          attributes: attributes({ 'service.name': group[0]?.service ?? '', ...group[0]?.resource }),
        },
        scopeSpans: [{ scope: { name: 'drill' }, spans: group.map(otlpSpan) }],
      })),
    },
  };
}

function otlpSpan(span: Span): unknown {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    name: span.operation,
    kind: kinds[span.kind],
    // 64-bit numbers are strings in OTLP JSON.
    startTimeUnixNano: `${Math.round(span.startAt)}000000`,
    endTimeUnixNano: `${Math.round(span.startAt + span.durationMs)}000000`,
    attributes: attributes(span.attributes),
    status: span.error === undefined ? {} : { code: 2, message: span.error },
  };
}

function attributes(values: Readonly<Record<string, string>>): unknown[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));
}
