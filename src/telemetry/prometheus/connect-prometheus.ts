import type { Endpoint } from '../endpoint.ts';
import { connectTransport } from '../transport.ts';
import { readSeries } from './read-series.ts';
import type { PrometheusClient } from './prometheus-client.ts';
import { readRules } from './read-rules.ts';
import { queryStep } from './query-step.ts';

/** @throws MiddlewatchError `config-invalid` */
export function connectPrometheus(endpoint: Endpoint): PrometheusClient {
  const transport = connectTransport('Prometheus', endpoint);
  return {
    async queryRange({ expression, start, end, timeoutMs }) {
      const step = queryStep(start, end);
      // Aligned to the step, so that a chart drawn again has the same points; never into the future.
      const form = {
        query: expression,
        start: String(Math.floor(start / 1000 / step) * step),
        end: String(Math.floor(end / 1000 / step) * step),
        step: String(step),
      };
      return readSeries(await transport.ask({ path: '/api/v1/query_range', form, timeoutMs }));
    },
    async query({ expression, at, timeoutMs }) {
      const form = { query: expression, time: String(at / 1000) };
      return readSeries(await transport.ask({ path: '/api/v1/query', form, timeoutMs }));
    },
    async rules(timeoutMs) {
      return readRules(await transport.ask({ path: '/api/v1/rules', query: { type: 'alert' }, timeoutMs }));
    },
    close: () => transport.close(),
  };
}
