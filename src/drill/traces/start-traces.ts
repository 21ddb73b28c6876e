import { fastify } from 'fastify';
import { jaegerV1Trace } from './jaeger-v1.ts';
import { jaegerV3Result } from './jaeger-v3.ts';
import { findTraces, type Span, type TraceQuery } from './trace.ts';

export interface SimulatedTraces {
  url: string;
  add(spans: readonly Span[]): void;
  stop(): Promise<void>;
}

/** Which query API it speaks: up to Jaeger 2.20 both, later only v3. */
export interface TracesOptions {
  api: 'v1-and-v3' | 'v3';
}

/** Spans are kept up to this number, the oldest go first. */
const maxSpans = 20_000;

/** The drill's Jaeger: search and trace by id with Jaeger's JSON and errors. */
export async function startTraces(options: TracesOptions): Promise<SimulatedTraces> {
  const spans: Span[] = [];
  const server = fastify({ logger: false });
  const services = (): string[] => [...new Set(spans.map((span) => span.service))].sort();
  const byId = (id: string): Span[] => spans.filter((span) => span.traceId === id);

  if (options.api === 'v1-and-v3') {
    server.get('/api/services', async () => ({
      data: services(),
      total: services().length,
      limit: 0,
      offset: 0,
      errors: null,
    }));
    server.get('/api/traces', async (request, reply) => {
      const query = new URLSearchParams(request.query as Record<string, string>);
      const service = query.get('service');
      if (service === null) {
        return reply.code(400).send({
          data: null,
          total: 0,
          limit: 0,
          offset: 0,
          errors: [{ code: 400, msg: "parameter 'service' is required" }],
        });
      }
      const traces = findTraces(spans, {
        service,
        ...(query.get('operation') === null ? {} : { operation: query.get('operation') ?? '' }),
        from: Number(query.get('start') ?? 0) / 1000,
        to: Number(query.get('end') ?? Infinity) / 1000,
        limit: Number(query.get('limit') ?? 20),
        minDurationMs: durationMs(query.get('minDuration')),
        attributes: JSON.parse(query.get('tags') ?? '{}') as Record<string, string>,
      });
      return { data: traces.map(jaegerV1Trace), total: 0, limit: 0, offset: 0, errors: null };
    });
  }
  server.get<{ Params: { id: string } }>('/api/traces/:id', async (request, reply) => {
    const trace = byId(request.params.id);
    if (trace.length === 0)
      return reply.code(404).send({ data: null, errors: [{ code: 404, msg: 'trace not found' }] });
    return { data: [jaegerV1Trace(trace)], total: 0, limit: 0, offset: 0, errors: null };
  });
  server.get('/api/v3/services', async () => ({ services: services() }));
  server.get('/api/v3/traces', async (request, reply) => {
    const query = new URLSearchParams(request.query as Record<string, string>);
    const read = (camel: string, snake: string): string | null =>
      query.get(`query.${camel}`) ?? query.get(`query.${snake}`);
    const from = read('startTimeMin', 'start_time_min');
    const to = read('startTimeMax', 'start_time_max');
    if (from === null || to === null) {
      return reply
        .code(400)
        .send({ error: { httpCode: 400, message: 'start time min and max are required parameters' } });
    }
    const wanted: TraceQuery = {
      service: read('serviceName', 'service_name') ?? '',
      from: Date.parse(from),
      to: Date.parse(to),
      limit: Number(read('searchDepth', 'search_depth') ?? 100),
      minDurationMs: durationMs(read('durationMin', 'duration_min')),
      attributes: JSON.parse(read('attributes', 'attributes') ?? '{}') as Record<string, string>,
    };
    const traces = findTraces(spans, wanted);
    if (traces.length === 0)
      return reply.code(404).send({ error: { httpCode: 404, message: 'No traces found' } });
    return jaegerV3Result(traces);
  });
  server.get<{ Params: { id: string } }>('/api/v3/traces/:id', async (request, reply) => {
    const trace = byId(request.params.id);
    if (trace.length === 0)
      return reply.code(404).send({ error: { httpCode: 404, message: 'No traces found' } });
    return jaegerV3Result([trace]);
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const address = server.server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    add(more) {
      spans.push(...more);
      if (spans.length > maxSpans) spans.splice(0, spans.length - maxSpans);
    },
    stop: async () => server.close(),
  };
}

function durationMs(text: string | null): number {
  const match = /^(\d+(?:\.\d+)?)(us|ms|s)$/.exec(text ?? '');
  if (match === null) return 0;
  return Number(match[1]) * (match[2] === 's' ? 1000 : match[2] === 'us' ? 0.001 : 1);
}
