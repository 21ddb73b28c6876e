import { groupTraces } from '../spans/group-traces.ts';
import { otlpSpans } from '../spans/otlp-spans.ts';
import { TelemetryError } from '../telemetry-error.ts';
import type { TraceSearch } from '../trace-client.ts';
import type { Reply } from '../transport.ts';
import type { JaegerApi } from './jaeger-api.ts';
import { record } from '../shape.ts';

/** The query API v3 of Jaeger 2 (jaeger-idl api_v3): OTLP JSON, all found traces in one answer; 404 when none is found. */
export const queryV3: JaegerApi = {
  async services(transport, timeoutMs) {
    const reply = await transport.ask({ path: '/api/v3/services', timeoutMs });
    if (!isV3(reply)) return undefined;
    const { services } = record(reply.json);
    return Array.isArray(services) ? services.filter((name) => typeof name === 'string') : [];
  },
  async search(transport, query) {
    const reply = await transport.ask({
      path: '/api/v3/traces',
      query: parameters(query),
      timeoutMs: query.timeoutMs,
    });
    return isV3(reply) ? groupTraces(otlpSpans(reply.json)) : undefined;
  },
};

/** 404 with a message is v3's way to say that it found nothing; without JSON nobody there speaks v3. */
function isV3({ status, json }: Reply): boolean {
  if (typeof json !== 'object' || json === null) return false;
  if (status === 200 || status === 404) return true;
  const { message } = record(record(json)['error'] ?? json);
  const words = typeof message === 'string' ? `: ${message.slice(0, 200)}` : '';
  throw new TelemetryError('refused', `Jaeger answered ${status}${words}`, { status });
}

function parameters({ service, start, end, limit, which }: TraceSearch): Record<string, string> {
  return {
    'query.serviceName': service,
    'query.startTimeMin': new Date(Math.floor(start)).toISOString(),
    'query.startTimeMax': new Date(Math.ceil(end)).toISOString(),
    'query.searchDepth': String(limit),
    ...(which.kind === 'errors'
      ? { 'query.attributes': JSON.stringify({ error: 'true' }) }
      : { 'query.durationMin': `${Math.round(which.minDurationMs)}ms` }),
  };
}
