// The floor: the same packages loaded and one HTTP server listening, nothing of Middlewatch.
import { createServer } from 'node:http';
await Promise.all(
  [
    '@slack/bolt',
    '@kubernetes/client-node',
    'fastify',
    'zod',
    'yaml',
    'pino',
    'prom-client',
    'luxon',
    'minisearch',
    '@opentelemetry/api',
  ].map((name) => import(name)),
);
createServer((_request, response) => response.end()).listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ msg: 'ready', url: 'floor' })),
);
process.on('SIGTERM', () => process.exit(0));
