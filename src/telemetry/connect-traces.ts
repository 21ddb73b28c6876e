import type { Endpoint } from './endpoint.ts';
import { connectJaeger } from './jaeger/connect-jaeger.ts';
import { TelemetryError } from './telemetry-error.ts';
import type { TraceClient } from './trace-client.ts';

const names = { jaeger: 'Jaeger', tempo: 'Tempo', zipkin: 'Zipkin' } as const;

/**
 * The client for the system that the config names. Tempo and Zipkin are accepted there and not read yet: asking says so.
 * @throws MiddlewatchError `config-invalid`
 */
export function connectTraces(endpoint: Endpoint & { kind: 'jaeger' | 'tempo' | 'zipkin' }): TraceClient {
  if (endpoint.kind === 'jaeger') return connectJaeger(endpoint);
  const system = names[endpoint.kind];
  const refuse = (): Promise<never> =>
    Promise.reject(new TelemetryError('refused', `${system} is configured but not read yet; only Jaeger is`));
  return { system, services: refuse, search: refuse, pageOf: () => endpoint.url, close: () => undefined };
}
