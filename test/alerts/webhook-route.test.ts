import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fastify } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { recogniseSender } from '../../src/alerts/recognise-sender.ts';
import { registerWebhook, type WebhookOptions } from '../../src/alerts/webhook-route.ts';
import { MiddlewatchError } from '../../src/errors/middlewatch-error.ts';

const basic = readFileSync('test/fixtures/alertmanager/am025-basic-firing.json');
const withToken = (name: string, token: string) => ({
  name,
  bearerTokens: [token],
  basic: undefined,
  certificateNames: [],
});
const servers: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(async (server) => server.close()));
});

type Report = Parameters<NonNullable<WebhookOptions['onOutcome']>>[0];

async function start(
  options: Partial<WebhookOptions> = {},
): Promise<{ url: string; port: number; bodies: { source: string; body: Uint8Array }[]; reports: Report[] }> {
  const bodies: { source: string; body: Uint8Array }[] = [];
  const reports: Report[] = [];
  const server = fastify({ forceCloseConnections: true });
  registerWebhook(server, {
    record: async ({ source, body }) => {
      bodies.push({ source, body });
      return { outcome: 'recorded', deliveryId: 'd1', alertCount: 1 };
    },
    recognise: recogniseSender([withToken('alertmanager', 'right'), withToken('backup', 'other')]),
    now: () => 0,
    onOutcome: (report) => reports.push(report),
    ...options,
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  servers.push(server);
  const { port } = server.server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/webhooks/alertmanager`, port, bodies, reports };
}

async function post(
  url: string,
  body: Uint8Array | string = basic,
  token = 'right',
): Promise<{ status: number; body: unknown; response: Response }> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body as string,
  });
  return { status: response.status, body: await response.json(), response };
}

describe('POST /webhooks/alertmanager', () => {
  it('answers 200 after the commit, not before', async () => {
    let commit: (() => void) | undefined;
    const { url } = await start({
      record: async () =>
        new Promise((resolve) => {
          commit = () => resolve({ outcome: 'recorded', deliveryId: 'd7', alertCount: 1 });
        }),
    });
    let answered = false;
    const answer = post(url).finally(() => (answered = true));
    while (commit === undefined) await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    commit();
    expect(await answer).toMatchObject({ status: 200, body: { delivery: 'd7', alerts: 1 } });
  });

  it('hands the body over unchanged, in memory that can be given away', async () => {
    const { url, bodies } = await start();
    await post(url, '{"small":true}');
    await post(url, Buffer.alloc(100_000, 'x'));
    for (const { body } of bodies) expect(body.buffer.byteLength).toBe(body.byteLength);
    expect(Buffer.from(bodies[0]!.body).toString()).toBe('{"small":true}');
    expect(bodies[1]!.body.byteLength).toBe(100_000);
  });

  it('names the source by the token', async () => {
    const { url, bodies } = await start();
    await post(url);
    await post(url, basic, 'other');
    expect(bodies.map(({ source }) => source)).toEqual(['alertmanager', 'backup']);
  });

  it.each(['wrong', '', 'right2', 'righ'])(
    'answers 401 to the token %j without reading on',
    async (token) => {
      const { url, bodies, reports } = await start();
      const answer = await post(url, basic, token);
      expect(answer).toMatchObject({ status: 401, body: { error: 'unauthorised' } });
      expect(answer.response.headers.get('www-authenticate')).toMatch(/^Bearer, Basic realm=/);
      expect(bodies).toEqual([]);
      expect(reports).toEqual([{ outcome: 'unauthorised' }]);
    },
  );

  it('answers 401 to a body that never comes: the token is looked at first', async () => {
    const { port } = await start();
    const text = await raw(port, 'content-length: 9000000\r\nauthorization: Bearer wrong', '');
    expect(text).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('answers 413 over the limit, by length and by counting', async () => {
    const { url, port, bodies } = await start({ maxBodyBytes: 1000 });
    expect(await post(url)).toMatchObject({ status: 413, body: { error: 'too-large' } });
    const chunk = `5dc\r\n${'x'.repeat(1500)}\r\n`;
    const text = await raw(port, 'transfer-encoding: chunked\r\nauthorization: Bearer right', chunk);
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(bodies).toEqual([]);
  });

  it('answers 400 with the place of the fault', async () => {
    const { url, reports } = await start({
      record: async () => ({ outcome: 'malformed', path: 'alerts[3].startsAt', message: 'expected a time' }),
    });
    expect(await post(url)).toMatchObject({
      status: 400,
      body: { error: 'malformed', path: 'alerts[3].startsAt', message: 'expected a time' },
    });
    expect(reports).toEqual([{ outcome: 'malformed', source: 'alertmanager' }]);
  });

  it('answers 503 when the store cannot commit, in words and without its inside', async () => {
    const catalogued = await start({
      record: async () => Promise.reject(new MiddlewatchError('store-deadline', '')),
    });
    expect(await post(catalogued.url)).toMatchObject({
      status: 503,
      body: { error: 'unavailable', message: 'The store did not answer in time; send it again' },
    });
    const other = await start({ record: async () => Promise.reject(new Error('SQLITE_FULL at /var/x')) });
    const answer = await post(other.url);
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).not.toContain('SQLITE');
    expect(other.reports[0]).toMatchObject({ outcome: 'unavailable', error: expect.any(Error) as Error });
  });

  it('answers 503 to more requests than it takes at once, and takes the next ones again', async () => {
    const waiting: (() => void)[] = [];
    const { url } = await start({
      maxConcurrent: 2,
      record: async () =>
        new Promise((resolve) => {
          waiting.push(() => resolve({ outcome: 'recorded', deliveryId: 'd', alertCount: 0 }));
        }),
    });
    const held = [post(url), post(url)];
    while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(await post(url)).toMatchObject({ status: 503, body: { error: 'busy' } });
    for (const go of waiting.splice(0)) go();
    expect((await Promise.all(held)).map((answer) => answer.status)).toEqual([200, 200]);
    const next = post(url);
    while (waiting.length < 1) await new Promise((resolve) => setImmediate(resolve));
    waiting[0]!();
    expect((await next).status).toBe(200);
  });

  it('gives a body that dribbles 503 at its deadline', async () => {
    const { port, reports } = await start({ bodyDeadlineMs: 50 });
    const text = await raw(port, 'content-length: 5000\r\nauthorization: Bearer right', '{"half":');
    expect(text).toMatch(/^HTTP\/1\.1 503 /);
    expect(reports).toEqual([{ outcome: 'slow', source: 'alertmanager' }]);
  });
});

/** Sends a request by hand and gives what came until the server closed the connection. */
async function raw(port: number, headers: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(
      `POST /webhooks/alertmanager HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${body}`,
    );
  });
}
