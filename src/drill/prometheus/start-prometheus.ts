import { fastify } from 'fastify';
import { AlertingRules, type AlertingRule, type RuleAlert } from './alerting-rules.ts';
import { evaluatePromql, type Value } from './evaluate-promql.ts';
import { parsePromql } from './parse-promql.ts';
import { PromqlError } from './promql-syntax.ts';
import { keyOf, TimeSeries, type Labels } from './time-series.ts';

export interface PrometheusOptions {
  now: () => number;
  rules: readonly AlertingRule[];
  /** What a scrape of all targets gives now. */
  scrape: (at: number) => readonly { labels: Labels; value: number }[];
  /** Between scrapes, and between evaluations; default 500. */
  intervalMs?: number;
  /** Told after each evaluation. */
  onEvaluation?: (alerts: readonly RuleAlert[], at: number) => void;
}

export interface SimulatedPrometheus {
  url: string;
  /** Scrapes and evaluates once, besides the interval: for history before a drill, and for tests. */
  tick(at: number): void;
  alerts(): readonly RuleAlert[];
  /** Takes the place of the rules; alerts of the old ones are forgotten. */
  setRules(rules: readonly AlertingRule[]): void;
  stop(): Promise<void>;
}

const maxPoints = 11_000;

/** A Prometheus of the drill: scrapes the world, evaluates rules, answers the query API with Prometheus' JSON and errors. */
export async function startPrometheus(options: PrometheusOptions): Promise<SimulatedPrometheus> {
  const series = new TimeSeries({ keepMs: 2 * 3_600_000 });
  let rules = new AlertingRules(options.rules);
  const tick = (at: number): void => {
    series.append(at, options.scrape(at));
    rules.evaluate(at, series);
    options.onEvaluation?.(rules.alerts(), at);
  };
  const timer = setInterval(() => tick(options.now()), options.intervalMs ?? 500);

  const server = fastify({ logger: false });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  server.setErrorHandler((error, _request, reply) => {
    const bad = error instanceof PromqlError;
    const text = error instanceof Error ? error.message : String(error);
    return reply
      .code(bad ? 400 : 500)
      .send({ status: 'error', errorType: bad ? 'bad_data' : 'internal', error: text });
  });
  const parameter = (request: { query: unknown; body: unknown }, name: string): string | undefined => {
    for (const place of [request.body, request.query]) {
      const value: unknown =
        typeof place === 'object' && place !== null ? Reflect.get(place, name) : undefined;
      if (typeof value === 'string') return value;
    }
    return undefined;
  };
  server.route({
    method: ['GET', 'POST'],
    url: '/api/v1/query',
    handler: async (request) => {
      const at = timeOf(parameter(request, 'time'), 'time') ?? options.now();
      const value = evaluatePromql(parsePromql(parameter(request, 'query') ?? ''), at, series);
      return { status: 'success', data: instantData(value, at) };
    },
  });
  server.route({
    method: ['GET', 'POST'],
    url: '/api/v1/query_range',
    handler: async (request) => {
      const start = timeOf(parameter(request, 'start'), 'start');
      const end = timeOf(parameter(request, 'end'), 'end');
      const stepMs = Number(parameter(request, 'step')?.replace(/s$/, '')) * 1000;
      if (start === undefined || end === undefined)
        throw new PromqlError('invalid parameter "start": cannot parse "" to a valid timestamp');
      if (!(stepMs > 0))
        throw new PromqlError(
          'invalid parameter "step": zero or negative query resolution step widths are not accepted',
        );
      if ((end - start) / stepMs > maxPoints) {
        throw new PromqlError(
          'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
        );
      }
      const expression = parsePromql(parameter(request, 'query') ?? '');
      const matrix = new Map<string, { metric: Labels; values: [number, string][] }>();
      for (let at = start; at <= end; at += stepMs) {
        const value = evaluatePromql(expression, at, series);
        const samples = value.type === 'scalar' ? [{ labels: {}, value: value.value }] : value.samples;
        for (const sample of samples) {
          const row = matrix.get(keyOf(sample.labels)) ?? { metric: sample.labels, values: [] };
          row.values.push([at / 1000, String(sample.value)]);
          matrix.set(keyOf(sample.labels), row);
        }
      }
      return { status: 'success', data: { resultType: 'matrix', result: [...matrix.values()] } };
    },
  });
  server.get('/api/v1/alerts', async () => ({
    status: 'success',
    data: {
      alerts: rules
        .alerts()
        .filter((alert) => alert.state !== 'resolved')
        .map(alertData),
    },
  }));
  server.get('/api/v1/rules', async () => ({
    status: 'success',
    data: { groups: [{ name: 'drill', file: 'drill.yml', rules: rulesData(rules) }] },
  }));
  server.get('/-/ready', async () => 'Prometheus Server is Ready.\n');
  await server.listen({ host: '127.0.0.1', port: 0 });
  const address = server.server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    tick,
    alerts: () => rules.alerts(),
    setRules(next) {
      rules = new AlertingRules(next);
    },
    async stop() {
      clearInterval(timer);
      await server.close();
    },
  };
}

function timeOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(at))
    throw new PromqlError(`invalid parameter "${name}": cannot parse "${text}" to a valid timestamp`);
  return at;
}

function instantData(value: Value, at: number): unknown {
  if (value.type === 'scalar') return { resultType: 'scalar', result: [at / 1000, String(value.value)] };
  return {
    resultType: 'vector',
    result: value.samples.map((one) => ({ metric: one.labels, value: [at / 1000, String(one.value)] })),
  };
}

function alertData(alert: RuleAlert): unknown {
  const { labels, annotations, state, activeAt, value } = alert;
  return { labels, annotations, state, activeAt: new Date(activeAt).toISOString(), value: String(value) };
}

function rulesData(rules: AlertingRules): unknown[] {
  return rules.rules().map((rule) => {
    const alerts = rules.alerts().filter((alert) => alert.rule === rule && alert.state !== 'resolved');
    const state = alerts.some((alert) => alert.state === 'firing')
      ? 'firing'
      : alerts.length > 0
        ? 'pending'
        : 'inactive';
    const { alert: name, expr: query, forMs, labels, annotations } = rule;
    return {
      type: 'alerting',
      name,
      query,
      duration: forMs / 1000,
      labels,
      annotations,
      state,
      health: 'ok',
      alerts: alerts.map(alertData),
    };
  });
}
