import { hexId } from './hex-id.ts';
import { spanError, type SpanOutcome } from './span-error.ts';
import type { Span } from './span.ts';
import { list, record } from '../shape.ts';

/**
 * Spans of OTLP JSON in the wrappers that systems use: `resourceSpans` or `batches`, `scopeSpans` or
 * `instrumentationLibrarySpans`, below `result` or `trace`; ids in hexadecimal or base64; enums as numbers or names.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. What has no shape is left out.
 */
export function otlpSpans(body: unknown): Span[] {
  const root = record(record(body)['result'] ?? record(body)['trace'] ?? body);
  return list(root['resourceSpans'] ?? root['batches']).flatMap((entry) => {
    const resource = attributes(record(record(entry)['resource'])['attributes']);
    const scopes = list(record(entry)['scopeSpans'] ?? record(entry)['instrumentationLibrarySpans']);
    return scopes.flatMap((scope) =>
      list(record(scope)['spans']).flatMap((span) => readSpan(record(span), resource)),
    );
  });
}

function readSpan(span: Readonly<Record<string, unknown>>, resource: Record<string, string>): Span[] {
  const traceId = hexId(span['traceId'], 16);
  const spanId = hexId(span['spanId'], 8);
  if (traceId === '' || spanId === '') return [];
  const parentSpanId = hexId(span['parentSpanId'], 8);
  const startAt = milliseconds(span['startTimeUnixNano']);
  const endAt = milliseconds(span['endTimeUnixNano']);
  const own = attributes(span['attributes']);
  const error = spanError(outcome(span, own));
  return [
    {
      traceId,
      spanId,
      ...(/^0*$/.test(parentSpanId) ? {} : { parentSpanId }),
      service: resource['service.name'] ?? 'unknown service',
      operation: typeof span['name'] === 'string' ? span['name'] : '',
      kind: kindOf(span['kind']),
      startAt,
      durationMs: Math.max(0, endAt - startAt),
      ...(error === undefined ? {} : { error }),
      attributes: { ...resource, ...own },
    },
  ];
}

function outcome(span: Readonly<Record<string, unknown>>, own: Record<string, string>): SpanOutcome {
  const { code, message } = record(span['status']);
  const exception = list(span['events'])
    .map((event) => attributes(record(event)['attributes'])['exception.message'])
    .find((text) => text !== undefined);
  return {
    status:
      code === 2 || code === 'STATUS_CODE_ERROR'
        ? 'error'
        : code === 1 || code === 'STATUS_CODE_OK'
          ? 'ok'
          : 'unset',
    ...(typeof message === 'string' ? { message } : {}),
    ...(exception === undefined ? {} : { exception }),
    attributes: own,
  };
}

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

function kindOf(kind: unknown): Span['kind'] {
  if (typeof kind === 'number') return kinds[kind] ?? 'internal';
  const name = typeof kind === 'string' ? kind.replace('SPAN_KIND_', '').toLowerCase() : '';
  return kinds.find((known) => known === name) ?? 'internal';
}

/** Nanoseconds as a string or a number; a double holds them to the microsecond once they are milliseconds. */
function milliseconds(nanoseconds: unknown): number {
  if (typeof nanoseconds === 'number') return nanoseconds / 1e6;
  if (typeof nanoseconds !== 'string' || !/^\d{1,20}$/.test(nanoseconds)) return 0;
  return Number(BigInt(nanoseconds) / 1000n) / 1000;
}

function attributes(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of list(value)) {
    const { key, value: wrapped } = record(entry);
    // {stringValue: …}, {intValue: "…"}, {boolValue: …}, {doubleValue: …}; arrays and maps say nothing that is used.
    const [plain] = Object.values(record(wrapped));
    if (typeof key === 'string' && ['string', 'number', 'boolean'].includes(typeof plain))
      found[key] = String(plain);
  }
  return found;
}
