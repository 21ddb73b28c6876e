import type { Span } from './trace.ts';

/** A trace as Jaeger's query API v1 (until 2.20) answers it: microseconds, tags with types, processes by id. */
export function jaegerV1Trace(spans: readonly Span[]): unknown {
  const services = [...new Set(spans.map((span) => span.service))];
  return {
    traceID: spans[0]?.traceId ?? '',
    spans: spans.map((span) => ({
      traceID: span.traceId,
      spanID: span.spanId,
      operationName: span.operation,
      references:
        span.parentSpanId === undefined
          ? []
          : [{ refType: 'CHILD_OF', traceID: span.traceId, spanID: span.parentSpanId }],
      startTime: span.startAt * 1000,
      duration: Math.round(span.durationMs * 1000),
      tags: [
        { key: 'span.kind', type: 'string', value: span.kind },
        ...Object.entries(span.attributes).map(([key, value]) => ({ key, type: 'string', value })),
        ...(span.error === undefined
          ? []
          : [
              { key: 'error', type: 'bool', value: true },
              { key: 'otel.status_code', type: 'string', value: 'ERROR' },
              { key: 'otel.status_description', type: 'string', value: span.error },
            ]),
      ],
      logs: [],
      processID: `p${services.indexOf(span.service) + 1}`,
      warnings: null,
    })),
    processes: Object.fromEntries(
      services.map((service, index) => [
        `p${index + 1}`,
        {
          serviceName: service,
          tags: Object.entries(spans.find((span) => span.service === service)?.resource ?? {}).map(
            ([key, value]) => ({ key, type: 'string', value }),
          ),
        },
      ]),
    ),
    warnings: null,
  };
}
