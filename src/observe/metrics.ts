import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The bot's own metrics: base units, `middlewatch_` in front. Counted only after the commit they speak of. */
export interface Metrics {
  registry: Registry;
  alertsReceived: Counter<'source' | 'status'>;
  deliveries: Counter<'outcome'>;
  incidentsOpened: Counter<'severity'>;
  workSeconds: Histogram<'kind' | 'outcome'>;
  slackCalls: Counter<'method' | 'outcome'>;
  executions: Counter<'action' | 'outcome'>;
  verdicts: Counter<'action' | 'result'>;
}

/** Numbers that are read from the store at each scrape. */
export interface StoreNumbers {
  openIncidents: number;
  dueItems: number;
}

export function createMetrics(numbers: () => Promise<StoreNumbers>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // One read serves both gauges of a scrape.
  let reading: Promise<StoreNumbers> | undefined;
  const read = (): Promise<StoreNumbers> => {
    reading ??= numbers().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  gauge(
    registry,
    'middlewatch_incidents_open',
    'Incidents that fire or are acknowledged',
    async () => (await read()).openIncidents,
  );
  gauge(registry, 'middlewatch_due_items', 'Work that is due or leased', async () => (await read()).dueItems);
  return {
    registry,
    alertsReceived: counter(registry, 'middlewatch_alerts_received_total', 'Alerts in committed webhooks', [
      'source',
      'status',
    ]),
    deliveries: counter(registry, 'middlewatch_deliveries_total', 'Webhook requests by outcome', ['outcome']),
    incidentsOpened: counter(registry, 'middlewatch_incidents_opened_total', 'Incidents opened', [
      'severity',
    ]),
    workSeconds: new Histogram({
      registers: [registry],
      name: 'middlewatch_work_seconds',
      help: 'Time that one piece of due work took',
      labelNames: ['kind', 'outcome'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 5, 10],
    }),
    slackCalls: counter(registry, 'middlewatch_slack_calls_total', 'Slack Web API calls', [
      'method',
      'outcome',
    ]),
    executions: counter(registry, 'middlewatch_executions_total', 'Executions by outcome', [
      'action',
      'outcome',
    ]),
    verdicts: counter(registry, 'middlewatch_verdicts_total', 'Verdicts of finished actions', [
      'action',
      'result',
    ]),
  };
}

function counter<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: Label[],
): Counter<Label> {
  return new Counter({ registers: [registry], name, help, labelNames });
}

function gauge(registry: Registry, name: string, help: string, read: () => Promise<number>): void {
  new Gauge({
    registers: [registry],
    name,
    help,
    async collect() {
      // A store that is down must not take the other metrics with it: its gauges then say "not a number".
      this.set(await read().catch(() => NaN));
    },
  });
}
