import { currentSenders } from './alerts/current-senders.ts';
import { registerWebhook } from './alerts/webhook-route.ts';
import type { Logger } from './observe/logger.ts';
import type { Metrics } from './observe/metrics.ts';
import type { Store } from './store/store.ts';

export interface ReceiveWebhooksTools {
  store: Pick<Store, 'recordDelivery'>;
  /** The secrets of all senders as they are now. @throws MiddlewatchError when a file of them cannot be read */
  readSenders: Parameters<typeof currentSenders>[0]['read'];
  metrics: Pick<Metrics, 'deliveries' | 'alertsReceived'>;
  /** There is work. */
  poke: () => void;
  now: () => number;
  log: Logger;
}

/** Alertmanager's webhooks: each is in the store when it is answered with 200, counted and logged. */
export function receiveWebhooks({
  store,
  readSenders,
  metrics,
  poke,
  now,
  log,
}: ReceiveWebhooksTools): (
  server: Parameters<typeof registerWebhook>[0],
) => ReturnType<typeof registerWebhook> {
  return (server) =>
    registerWebhook(server, {
      record: async (delivery) => {
        const result = await store.recordDelivery(delivery);
        poke();
        return result;
      },
      recognise: currentSenders({
        read: readSenders,
        now: () => performance.now(),
        onProblem: ({ message }) =>
          log.error({ problem: message }, 'the old secrets of senders stay in force'),
      }),
      now,
      onOutcome: ({ outcome, source, alertCount, deliveryId, error }) => {
        metrics.deliveries.inc({ outcome });
        if (outcome === 'recorded')
          metrics.alertsReceived.inc({ source: source ?? '', status: 'any' }, alertCount ?? 0);
        const problem = error instanceof Error ? error.message : undefined;
        log[outcome === 'recorded' ? 'info' : 'warn'](
          { delivery: deliveryId, outcome, alerts: alertCount, problem },
          'webhook',
        );
      },
    });
}
