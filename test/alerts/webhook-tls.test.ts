import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { recogniseSender } from '../../src/alerts/recognise-sender.ts';
import { registerWebhook } from '../../src/alerts/webhook-route.ts';
import { Health } from '../../src/observe/health.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { followTlsFiles } from '../../src/observe/server-tls.ts';
import { startHttp } from '../../src/observe/start-http.ts';

const tls = (name: string): string => `test/fixtures/tls/${name}`;
const ca = readFileSync(tls('ca.crt'));

async function start(): Promise<{ url: string; sources: string[] }> {
  const sources: string[] = [];
  const http = await startHttp({
    listen: '127.0.0.1:0',
    tls: { certFile: tls('server.crt'), keyFile: tls('server.key'), clientCaFile: tls('ca.crt') },
    health: new Health(Date.now),
    metrics: createMetrics(async () => ({ openIncidents: 0, dueItems: 0 })),
    log: createLogger('silent'),
    probeStore: async () => undefined,
    routes: (server) =>
      registerWebhook(server, {
        record: async ({ source }) => {
          sources.push(source);
          return { outcome: 'recorded', deliveryId: 'd1', alertCount: 1 };
        },
        recognise: recogniseSender([
          {
            name: 'prod',
            bearerTokens: [],
            basic: undefined,
            certificateNames: ['spiffe://prod/ns/monitoring/sa/alertmanager'],
          },
          { name: 'other', bearerTokens: ['token'], basic: undefined, certificateNames: [] },
        ]),
        now: () => 0,
      }),
  });
  onTestFinished(async () => http.close());
  return { url: http.url, sources };
}

async function send(
  url: string,
  path: string,
  { client, token }: { client?: string; token?: string } = {},
): Promise<{ status: number | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      {
        method: path === '/livez' ? 'GET' : 'POST',
        ca,
        agent: false,
        ...(client && { cert: readFileSync(tls(`${client}.crt`)), key: readFileSync(tls(`${client}.key`)) }),
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      },
      (response) => {
        response.resume().once('end', () => resolve({ status: response.statusCode }));
      },
    );
    sent.once('error', reject).end(path === '/livez' ? undefined : '{}');
  });
}

const hook = '/webhooks/alertmanager';

describe('webhooks over TLS', () => {
  it('take a sender by its certificate, and nobody by one that a stranger signed', async () => {
    const { url, sources } = await start();
    expect(url).toMatch(/^https:/);
    expect(await send(url, hook, { client: 'alertmanager' })).toMatchObject({ status: 200 });
    expect(await send(url, hook, { client: 'somebody' })).toMatchObject({ status: 401 });
    expect(await send(url, hook, { client: 'stranger' })).toMatchObject({ status: 401 });
    expect(await send(url, hook)).toMatchObject({ status: 401 });
    expect(await send(url, hook, { token: 'token' })).toMatchObject({ status: 200 });
    expect(sources).toEqual(['prod', 'other']);
  });

  it('serve an address with a slash too many, and never redirect', async () => {
    const { url, sources } = await start();
    for (const path of [`${hook}/`, `/${hook}`, hook.replaceAll('/', '//')])
      expect(await send(url, path, { token: 'token' })).toMatchObject({ status: 200 });
    expect(sources).toHaveLength(3);
    expect(await send(url, '/webhooks/alertmanagers', { token: 'token' })).toMatchObject({ status: 404 });
  });

  it('leave probes alone: they have no certificate', async () => {
    const { url } = await start();
    expect(await send(url, '/livez')).toMatchObject({ status: 200 });
  });

  it('say which file is missing or does not fit', async () => {
    const options = {
      listen: '127.0.0.1:0',
      health: new Health(Date.now),
      metrics: createMetrics(async () => ({ openIncidents: 0, dueItems: 0 })),
      log: createLogger('silent'),
      probeStore: async () => undefined,
      routes: () => undefined,
    };
    const with_ = async (certFile: string, keyFile: string) =>
      startHttp({ ...options, tls: { certFile, keyFile } });
    await expect(with_('/none.crt', tls('server.key'))).rejects.toThrow('http.tls.certFile: /none.crt');
    await expect(with_(tls('server.crt'), tls('renewed.key'))).rejects.toThrow('http.tls:');
  });
});

it('a renewed certificate is taken up, a broken one is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'middlewatch-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = { certFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') };
  const put = (name: string): void => {
    copyFileSync(tls(`${name}.crt`), files.certFile);
    copyFileSync(tls(`${name}.key`), files.keyFile);
  };
  put('server');
  const contexts: string[] = [];
  const problems: Error[] = [];
  const stop = followTlsFiles({ setSecureContext: ({ cert }) => void contexts.push(String(cert)) }, files, {
    everyMs: 5,
    onProblem: (problem) => problems.push(problem),
  });
  onTestFinished(stop);
  put('renewed');
  await expect.poll(() => contexts.at(-1)).toBe(readFileSync(tls('renewed.crt'), 'utf8'));
  rmSync(files.keyFile);
  await expect.poll(() => problems.length).toBeGreaterThan(0);
  writeFileSync(files.keyFile, readFileSync(tls('renewed.key')));
});
