import { hexId } from '../spans/hex-id.ts';
import { groupTraces } from '../spans/group-traces.ts';
import { spanError } from '../spans/span-error.ts';
import type { Span } from '../spans/span.ts';
import { TelemetryError } from '../telemetry-error.ts';
import type { TraceSearch } from '../trace-client.ts';
import type { JaegerApi } from './jaeger-api.ts';
import { list, record } from '../shape.ts';

/**
 * The JSON API of Jaeger's page, the only search until v3 and gone after 2.20 (jaegertracing/jaeger commit 639eefe):
 * microseconds, tags with types, processes by id.
 */
export const queryV1: JaegerApi = {
  async services(transport, timeoutMs) {
    const reply = await transport.ask({ path: '/api/services', timeoutMs });
    if (!isV1(reply.status, reply.json)) return undefined;
    return list(record(reply.json)['data']).filter((name) => typeof name === 'string');
  },
  async search(transport, query) {
    const reply = await transport.ask({
      path: '/api/traces',
      query: parameters(query),
      timeoutMs: query.timeoutMs,
    });
    if (!isV1(reply.status, reply.json)) return undefined;
    return groupTraces(list(record(reply.json)['data']).flatMap(readTrace));
  },
};

/** A server without this API answers 404, or its page's HTML with 200. */
function isV1(status: number, json: unknown): boolean {
  const body = record(json);
  if (status === 200) return Array.isArray(body['data']) || body['data'] === null;
  if (status === 404) return false;
  const { msg } = record(list(body['errors'])[0]);
  const words = typeof msg === 'string' ? `: ${msg.slice(0, 200)}` : '';
  throw new TelemetryError('refused', `Jaeger answered ${status}${words}`, { status });
}

function parameters({ service, start, end, limit, which }: TraceSearch): Record<string, string> {
  return {
    service,
    start: String(Math.floor(start * 1000)),
    end: String(Math.ceil(end * 1000)),
    limit: String(limit),
    ...(which.kind === 'errors'
      ? { tags: JSON.stringify({ error: 'true' }) }
      : { minDuration: `${Math.round(which.minDurationMs)}ms` }),
  };
}

function readTrace(trace: unknown): Span[] {
  const processes = record(record(trace)['processes']);
  return list(record(trace)['spans']).flatMap((span) => readSpan(record(span), processes));
}

function readSpan(
  span: Readonly<Record<string, unknown>>,
  processes: Readonly<Record<string, unknown>>,
): Span[] {
  const traceId = hexId(span['traceID'], 16);
  const spanId = hexId(span['spanID'], 8);
  if (traceId === '' || spanId === '') return [];
  const process = record(processes[String(span['processID'])]);
  const parent = list(span['references'])
    .map(record)
    .find((reference) => reference['refType'] === 'CHILD_OF');
  const own = tags(span['tags']);
  const exception = list(span['logs'])
    .map((log) => tags(record(log)['fields']))
    .map(
      (fields) =>
        fields['exception.message'] ?? (fields['event'] === 'error' ? fields['message'] : undefined),
    )
    .find((text) => text !== undefined);
  const message = own['otel.status_description'];
  const error = spanError({
    status:
      own['error'] === 'true' || own['otel.status_code'] === 'ERROR'
        ? 'error'
        : own['otel.status_code'] === 'OK'
          ? 'ok'
          : 'unset',
    ...(message === undefined ? {} : { message }),
    ...(exception === undefined ? {} : { exception }),
    attributes: own,
  });
  const kind = own['span.kind'] ?? '';
  return [
    {
      traceId,
      spanId,
      ...(parent === undefined ? {} : { parentSpanId: hexId(parent['spanID'], 8) }),
      service: typeof process['serviceName'] === 'string' ? process['serviceName'] : 'unknown service',
      operation: typeof span['operationName'] === 'string' ? span['operationName'] : '',
      kind: kinds.find((known) => known === kind) ?? 'internal',
      startAt: microseconds(span['startTime']) / 1000,
      durationMs: microseconds(span['duration']) / 1000,
      ...(error === undefined ? {} : { error }),
      attributes: { ...tags(process['tags']), ...own },
    },
  ];
}

const kinds = ['server', 'client', 'producer', 'consumer', 'internal'] as const;

function microseconds(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

function tags(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of list(value)) {
    const { key, value: content } = record(entry);
    if (typeof key === 'string' && ['string', 'number', 'boolean'].includes(typeof content))
      found[key] = String(content);
  }
  return found;
}
