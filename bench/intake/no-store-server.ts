import { recogniseSender } from '../../src/alerts/recognise-sender.ts';
import { registerWebhook } from '../../src/alerts/webhook-route.ts';
import { readSenderSecrets } from '../../src/config/sender-secrets.ts';
import { Health } from '../../src/observe/health.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { startHttp } from '../../src/observe/start-http.ts';
import { parseDelivery } from '../../src/read-delivery.ts';

// The floors: the bot's own HTTP server and route, with a token to check, and no store behind it. With `read` it does with
// the body what the bot does (JSON, the format, secrets taken out, JSON again), and keeps nothing; without, it does not look.
const reads = process.argv[2] === 'read';
const { url } = await startHttp({
  listen: '127.0.0.1:0',
  health: new Health(Date.now),
  metrics: createMetrics(async () => Promise.resolve({ openIncidents: 0, dueItems: 0 })),
  log: createLogger('info'),
  probeStore: async () => Promise.resolve(),
  routes: (server) =>
    registerWebhook(server, {
      record: async ({ source, body }) => {
        const parsed = reads ? parseDelivery(source, body) : undefined;
        if (parsed?.outcome === 'malformed') return Promise.resolve(parsed);
        JSON.stringify(parsed?.delivery);
        return Promise.resolve({ outcome: 'recorded', deliveryId: '', alertCount: 0 });
      },
      recognise: recogniseSender(readSenderSecrets([], process.env['MIDDLEWATCH_WEBHOOK_TOKEN'])),
      now: Date.now,
    }),
});
console.log(JSON.stringify({ msg: 'ready', url }));
process.on('SIGTERM', () => process.exit(0));
