import { recogniseSender } from '../../src/alerts/recognise-sender.ts';
import { registerWebhook } from '../../src/alerts/webhook-route.ts';
import { readSenderSecrets } from '../../src/config/sender-secrets.ts';
import { Health } from '../../src/observe/health.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { startHttp } from '../../src/observe/start-http.ts';

// The floor: the bot's own HTTP server and route, with a token to check, and nothing behind it. Nothing is read from the
// body and nothing is kept.
const { url } = await startHttp({
  listen: '127.0.0.1:0',
  health: new Health(Date.now),
  metrics: createMetrics(async () => Promise.resolve({ openIncidents: 0, dueItems: 0 })),
  log: createLogger('info'),
  probeStore: async () => Promise.resolve(),
  routes: (server) =>
    registerWebhook(server, {
      record: async () => Promise.resolve({ outcome: 'recorded', deliveryId: '', alertCount: 0 }),
      recognise: recogniseSender(readSenderSecrets([], process.env['MIDDLEWATCH_WEBHOOK_TOKEN'])),
      now: Date.now,
    }),
});
console.log(JSON.stringify({ msg: 'ready', url }));
process.on('SIGTERM', () => process.exit(0));
