import { afterEach, describe, expect, it } from 'vitest';
import { MiddlewatchError } from '../../src/errors/middlewatch-error.ts';
import { Health } from '../../src/observe/health.ts';
import type { HealthOptions } from '../../src/observe/health-routes.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { startHttp, type HttpServer } from '../../src/observe/start-http.ts';

const servers: HttpServer[] = [];

async function start(
  probeStore: () => Promise<void>,
  listen = '127.0.0.1:0',
  overview?: HealthOptions['overview'],
): Promise<{ url: string; health: Health }> {
  const health = new Health(() => 0);
  const metrics = createMetrics(async () => {
    await probeStore();
    return { openIncidents: 3, dueItems: 1 };
  });
  const server = await startHttp({
    listen,
    health,
    metrics,
    log: createLogger('silent'),
    probeStore,
    ...(overview === undefined ? {} : { overview }),
    routes: () => {},
  });
  servers.push(server);
  return { url: server.url, health };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(async (server) => server.close()));
});

describe('health and metrics', () => {
  it('is ready while the store commits, whatever Slack does', async () => {
    const { url, health } = await start(async () => {});
    health.report('slack', 'down', 'no socket');
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      ready: true,
      parts: [
        { name: 'slack', state: 'down', since: '1970-01-01T00:00:00.000Z', detail: 'no socket' },
        { name: 'store', state: 'ok', since: '1970-01-01T00:00:00.000Z', detail: 'commits' },
      ],
    });
  });

  it('says which part is down when the store cannot commit, and is alive all the same', async () => {
    const { url } = await start(async () => {
      throw new MiddlewatchError('store-unavailable', 'disk full');
    });
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      ready: false,
      parts: [{ name: 'store', state: 'down', detail: 'The store cannot be used: disk full' }],
    });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/middlewatch_incidents_open nan/i);
  });

  it('tells its numbers', async () => {
    const { url } = await start(async () => {});
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('middlewatch_incidents_open 3');
    expect(text).toContain('# TYPE middlewatch_alerts_received_total counter');
  });

  it('says in words that the address is taken', async () => {
    const { url } = await start(async () => {});
    await expect(start(async () => {}, new URL(url).host)).rejects.toMatchObject({ code: 'address-in-use' });
  });
});

describe('the health page', () => {
  const overview = { at: 0, schema: 4, replicas: [], leases: [], queues: [] };
  const self = { id: 'a', name: 'bot-a', version: '0.1.0' };

  it('says in words, and as data, who holds what; with the status of /readyz', async () => {
    const { url } = await start(async () => {}, '127.0.0.1:0', { self, read: async () => overview });
    const page = await fetch(`${url}/healthz`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await page.text()).toMatch(
      /^bot-a, 0\.1\.0: ready[^]*store: ok since 1970[^]*Bots on this store:\n {2}nothing/,
    );
    expect(await (await fetch(`${url}/healthz.json`)).json()).toEqual({
      ready: true,
      parts: [expect.objectContaining({ name: 'store', state: 'ok' })],
      self,
      overview,
    });
  });

  it('says what it does not know while the store is away', async () => {
    const gone = async () => {
      throw new MiddlewatchError('store-unavailable', 'the disk is full');
    };
    const { url } = await start(gone, '127.0.0.1:0', { self, read: gone });
    const page = await fetch(`${url}/healthz`);
    expect(page.status).toBe(503);
    expect(await page.text()).toMatch(
      /NOT READY: webhooks get 503[^]*store: down[^]*Who holds what is not known: .*the disk is full/,
    );
    const data = await fetch(`${url}/healthz.json`);
    expect(data.status).toBe(503);
    expect(await data.json()).toMatchObject({
      ready: false,
      overview: null,
      problem: expect.stringContaining('full'),
    });
  });
});
