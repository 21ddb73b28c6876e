import type { Endpoint } from '../endpoint.ts';
import { TelemetryError } from '../telemetry-error.ts';
import type { TraceClient } from '../trace-client.ts';
import { connectTransport } from '../transport.ts';
import type { JaegerApi } from './jaeger-api.ts';
import { queryV1 } from './query-v1.ts';
import { queryV3 } from './query-v3.ts';

/**
 * Jaeger's query service. v1 is tried first, for before 2.19 v3 cannot search by attributes; which one answered is
 * remembered until it no longer does (an upgrade).
 * @throws MiddlewatchError `config-invalid`
 */
export function connectJaeger(endpoint: Endpoint): TraceClient {
  const transport = connectTransport('Jaeger', endpoint);
  const base = endpoint.url.replace(/\/+$/, '');
  let spoken: JaegerApi | undefined;
  const ask = async <Answer>(question: (api: JaegerApi) => Promise<Answer | undefined>): Promise<Answer> => {
    const others = [queryV1, queryV3].filter((api) => api !== spoken);
    for (const api of spoken === undefined ? others : [spoken, ...others]) {
      const answer = await question(api);
      if (answer === undefined) continue;
      spoken = api;
      return answer;
    }
    throw new TelemetryError(
      'unreadable',
      'Jaeger answers neither its query API v1 nor v3; look at traces.url in the config',
    );
  };
  return {
    system: 'Jaeger',
    services: (timeoutMs) => ask((api) => api.services(transport, timeoutMs)),
    search: (query) => ask((api) => api.search(transport, query)),
    pageOf: (traceId) => `${base}/trace/${encodeURIComponent(traceId)}`,
    close: () => transport.close(),
  };
}
