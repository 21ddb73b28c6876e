import { parseDelivery } from '../../../src/alerts/parse-delivery.ts';
import { recogniseSender } from '../../../src/alerts/recognise-sender.ts';
import { registerWebhook } from '../../../src/alerts/webhook-route.ts';
import type { Delivery } from '../../../src/model/alert.ts';
import { Health } from '../../../src/observe/health.ts';
import { createLogger } from '../../../src/observe/logger.ts';
import { createMetrics } from '../../../src/observe/metrics.ts';
import { startHttp } from '../../../src/observe/start-http.ts';

export interface Receiver {
  url: string;
  port: number;
  /** What was understood of the last body that got 200. */
  last: () => Delivery | undefined;
  stop: () => Promise<void>;
}

/** The bot's own HTTP server, route and parser, with a store that keeps the last delivery. */
export async function startReceiver(): Promise<Receiver> {
  let last: Delivery | undefined;
  const http = await startHttp({
    listen: '127.0.0.1:0',
    health: new Health(Date.now),
    metrics: createMetrics(async () => ({ openIncidents: 0, dueItems: 0 })),
    log: createLogger('silent'),
    probeStore: async () => undefined,
    routes: (server) =>
      registerWebhook(server, {
        record: async ({ source, body }) => {
          const parsed = parseDelivery(source, body);
          if (parsed.outcome === 'malformed') return parsed;
          last = parsed.delivery;
          return { outcome: 'recorded', deliveryId: 'd', alertCount: parsed.delivery.alerts.length };
        },
        recognise: recogniseSender([
          { name: 'alertmanager', bearerTokens: ['right'], basic: undefined, certificateNames: [] },
        ]),
        now: Date.now,
        bodyDeadlineMs: 300,
      }),
  });
  return {
    url: http.url,
    port: Number(new URL(http.url).port),
    last: () => last,
    stop: async () => http.close(),
  };
}

/** What must be true of the answer to any body; a sentence for each thing that is not. */
export async function faultsOf(receiver: Receiver, body: Buffer): Promise<string[]> {
  const response = await fetch(`${receiver.url}/webhooks/alertmanager`, {
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: 'Bearer right' },
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as { message?: unknown; path?: unknown; alerts?: unknown };
  const faults: string[] = [];
  if (response.status === 200) {
    if (typeof answer.alerts !== 'number') faults.push('200 without a count');
    for (const alert of receiver.last()?.alerts ?? []) {
      if (!Number.isFinite(alert.startsAt)) faults.push('an alert without a time');
      if (!Object.values(alert.labels).every((value) => typeof value === 'string'))
        faults.push('a label that is no text');
    }
  } else if (response.status === 400) {
    if (typeof answer.path !== 'string') faults.push('400 without the path of the fault');
    if (typeof answer.message !== 'string' || answer.message.length < 5)
      faults.push('400 without a sentence');
    if (String(answer.message).length > 500) faults.push('a sentence of more than 500 characters');
  } else faults.push(`status ${response.status}`);
  if ('polluted' in {}) faults.push('a prototype was polluted');
  return faults;
}
