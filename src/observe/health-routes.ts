import type { FastifyInstance } from 'fastify';
import type { Overview } from '../model/overview.ts';
import type { Health } from './health.ts';
import { overviewInWords } from './overview-in-words.ts';

export interface HealthOptions {
  health: Health;
  /** Commits something small; rejects when a webhook could not be committed now. */
  probeStore: () => Promise<void>;
  /** This process among those on the store, and what the store says of them all. @default the page shows the parts only */
  overview?: { self: { id: string; name: string; version: string }; read: () => Promise<Overview> };
}

/**
 * `/livez` depends on nothing outside. `/readyz` is 200 exactly when a webhook can be committed. `/healthz` says in words,
 * and `/healthz.json` as data, who holds what and what waits; their status is that of `/readyz`.
 */
export function registerHealth(server: FastifyInstance, options: HealthOptions): void {
  const { health, overview } = options;
  const isReady = async (): Promise<boolean> => {
    try {
      await options.probeStore();
      health.report('store', 'ok', 'commits');
      return true;
    } catch (error) {
      health.report('store', 'down', error instanceof Error ? error.message : 'cannot commit');
      return false;
    }
  };
  server.get('/livez', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  server.get('/readyz', async (_request, reply) => {
    const ready = await isReady();
    return reply.code(ready ? 200 : 503).send({ ready, parts: health.parts() });
  });
  server.get('/healthz.json', async (_request, reply) => {
    const ready = await isReady();
    const seen = await look(overview);
    return reply
      .code(ready ? 200 : 503)
      .send({ ready, parts: health.parts(), self: overview?.self ?? null, ...seen });
  });
  server.get('/healthz', async (_request, reply) => {
    const ready = await isReady();
    const seen = await look(overview);
    const me = overview === undefined ? 'Middlewatch' : `${overview.self.name}, ${overview.self.version}`;
    const lines = [
      `${me}: ${ready ? 'ready, webhooks are committed' : 'NOT READY: webhooks get 503 until the store commits'}`,
      '',
      'Parts:',
      ...health
        .parts()
        .map(({ name, state, since, detail }) => `  ${name}: ${state} since ${since}: ${detail}`),
      '',
      ...(seen.overview === null || overview === undefined
        ? [`Who holds what is not known: ${seen.problem ?? 'nobody was asked'}`]
        : overviewInWords(seen.overview, overview.self)),
    ];
    return reply
      .code(ready ? 200 : 503)
      .type('text/plain; charset=utf-8')
      .send(`${lines.join('\n')}\n`);
  });
}

async function look(
  overview: HealthOptions['overview'],
): Promise<{ overview: Overview | null; problem?: string }> {
  if (overview === undefined) return { overview: null };
  try {
    return { overview: await overview.read() };
  } catch (error) {
    return { overview: null, problem: error instanceof Error ? error.message : String(error) };
  }
}
