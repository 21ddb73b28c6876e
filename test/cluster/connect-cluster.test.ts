import { describe, expect, it } from 'vitest';
import { connected, failure, marked, patch, pod } from './support/connected.ts';
import { sendJson, sendStatus } from './support/plain-api-server.ts';

describe('connectCluster', () => {
  it('sends 50 reads over one connection, with the token and its own user agent', async () => {
    const { server, client } = await connected((_request, response) => sendJson(response, { kind: 'Pod' }));
    for (let index = 0; index < 50; index++) expect(await client.get(pod)).toEqual({ kind: 'Pod' });
    expect(server.connections()).toBe(1);
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer secret-token',
      'user-agent': 'middlewatch/1.2.3',
      accept: 'application/json',
    });
  });

  it('keeps fields that no typed model knows', async () => {
    const { client } = await connected((_request, response) =>
      sendJson(response, { spec: { brandNew: [1, null] } }),
    );
    expect(await client.get(pod)).toEqual({ spec: { brandNew: [1, null] } });
  });

  it('ends a call that hangs at its deadline, in words', async () => {
    const { client } = await connected(() => undefined);
    const started = Date.now();
    const error = await failure(client.get(pod, { timeoutMs: 150 }));
    expect(error.failure).toBe('timeout');
    expect(error.message).toMatch(/^The API server of prod did not answer within/);
    // Its own, not the 5 s that are the rule.
    expect(Date.now() - started).toBeLessThan(4_500);
  });

  it('counts a body that stops in the middle against the same deadline', async () => {
    const { client } = await connected((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"kind":');
    });
    expect((await failure(client.get(pod, { timeoutMs: 150 }))).failure).toBe('timeout');
  });

  it('repeats a read whose connection was reset, at most twice', async () => {
    const { server, client } = await connected((request) => request.socket.resetAndDestroy());
    const error = await failure(client.get(pod));
    expect(error.failure).toBe('unreachable');
    expect(error.message).toBe('The API server of prod cannot be reached: connection reset');
    expect(server.requests).toHaveLength(3);
  });

  it('repeats a read after 429, not before Retry-After', async () => {
    let calls = 0;
    const { client } = await connected((_request, response) => {
      if (calls++ === 0) sendStatus(response, 429, 'TooManyRequests', 'too many', { 'retry-after': '1' });
      else sendJson(response, { ok: true });
    });
    const started = Date.now();
    expect(await client.get(pod)).toEqual({ ok: true });
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
  });

  it('does not wait for a Retry-After beyond its deadline', async () => {
    const { server, client } = await connected((_request, response) =>
      sendStatus(response, 429, 'TooManyRequests', 'too many', { 'retry-after': '60' }),
    );
    const error = await failure(client.get(pod, { timeoutMs: 3000 }));
    expect(error).toMatchObject({ status: 429, message: 'The API server of prod is busy (429)' });
    expect(server.requests).toHaveLength(1);
  });

  it.each([400, 403, 404, 409, 410, 422])('does not repeat a read after %d', async (status) => {
    const { server, client } = await connected((_request, response) =>
      sendStatus(response, status, 'Some', 'because'),
    );
    expect(await failure(client.get(pod))).toMatchObject({
      failure: 'refused',
      status,
      reason: 'Some',
      message: 'because',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('takes no address from the API server into its words', async () => {
    const { client } = await connected((_request, response) =>
      sendStatus(
        response,
        500,
        'InternalError',
        'Get "https://10.0.3.7:10250/containerLogs/shop/a/app": dial tcp 10.0.3.7:10250: connect: connection refused',
      ),
    );
    expect((await failure(client.get(pod))).message).toBe('node not reachable: connection refused');
  });

  it('says what a proxy answered, without its page', async () => {
    const { client } = await connected((_request, response) => {
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<html>nginx at 10.0.0.1</html>');
    });
    expect((await failure(client.get(pod))).message).toBe('The API server of prod answered 502 Bad Gateway');
  });

  it('does not follow a redirect, and gives the token to nobody else', async () => {
    const { server, client } = await connected((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' });
      response.end();
    });
    expect((await failure(client.get(pod))).message).toContain('redirect');
    expect(server.requests).toHaveLength(1);
  });

  it('stops reading an answer that is too large', async () => {
    const { client } = await connected(
      (_request, response) => sendJson(response, { filler: 'x'.repeat(200_000) }),
      { limits: { answerBytes: 100_000 } },
    );
    expect(await failure(client.get(pod))).toMatchObject({
      failure: 'too-large',
      message: 'The answer is larger than 98 KiB',
    });
  });

  it('says so when the answer is no JSON', async () => {
    const { client } = await connected((_request, response) => response.end('hello'));
    expect(await failure(client.get(pod))).toMatchObject({
      failure: 'unreadable',
      message: 'The API server of prod answered with no JSON',
    });
  });

  it('refuses to connect in words when nobody listens', async () => {
    const { server, client } = await connected(() => undefined);
    await server.stop();
    expect((await failure(client.get(pod))).message).toBe(
      'The API server of prod cannot be reached: connection refused',
    );
  });
});

describe('list', () => {
  it('asks page by page until it has enough', async () => {
    const { server, client } = await connected(
      (request, response) => {
        const query = new URL(request.url ?? '', 'http://x').searchParams;
        const from = Number(query.get('continue') ?? 0);
        const size = Number(query.get('limit'));
        const items = Array.from({ length: size }, (_, index) => ({
          metadata: { name: `p${from + index}` },
        }));
        sendJson(response, { metadata: { continue: String(from + size) }, items });
      },
      { limits: { pageSize: 3 } },
    );
    const items = await client.list('/api/v1/pods', { labelSelector: 'app in (a,b)', maxItems: 7 });
    expect(items).toHaveLength(7);
    expect(
      server.requests.map((request) => new URL(request.url, 'http://x').searchParams.get('limit')),
    ).toEqual(['3', '3', '1']);
    expect(server.requests[1]?.url).toContain('labelSelector=app+in+%28a%2Cb%29');
  });

  it('ends at one deadline for all pages', async () => {
    let calls = 0;
    const { client } = await connected((_request, response) => {
      if (calls++ === 0) sendJson(response, { metadata: { continue: 'x' }, items: [{}] });
    });
    expect((await failure(client.list('/api/v1/pods', { timeoutMs: 150 }))).failure).toBe('timeout');
  });
});

describe('text', () => {
  it('cuts at its limit and lets the connection go', async () => {
    const { server, client } = await connected((_request, response) => response.end('y'.repeat(1_000_000)));
    const text = await client.text(`${pod}/log`, { tailLines: '50', previous: 'true' }, { limitBytes: 1000 });
    expect(text).toBe('y'.repeat(1000));
    expect(server.requests[0]?.url).toBe(`${pod}/log?tailLines=50&previous=true`);
  });
});

describe('change', () => {
  it('sends type, field manager and dry run', async () => {
    const { server, client } = await connected((_request, response) =>
      sendJson(response, { spec: { replicas: 5 } }),
    );
    await client.change({ ...patch, body: { spec: { replicas: 5 } } }, { ...marked, dryRun: 'All' });
    expect(server.requests[0]).toMatchObject({
      method: 'PATCH',
      url: '/x?fieldManager=middlewatch-scale-1&dryRun=All',
      body: '{"spec":{"replicas":5}}',
    });
    expect(server.requests[0]?.headers['content-type']).toBe('application/merge-patch+json');
  });

  it('makes and deletes too; a deletion has no manager', async () => {
    const { server, client } = await connected((_request, response) => sendJson(response, {}));
    await client.change({ method: 'POST', path: '/jobs', body: { kind: 'Job' } }, marked);
    await client.change(
      { method: 'DELETE', path: pod, body: { preconditions: { uid: 'u1' } } },
      { ...marked, dryRun: 'All' },
    );
    await client.change({ method: 'DELETE', path: pod, body: {} }, marked);
    expect(server.requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/jobs?fieldManager=middlewatch-scale-1', '{"kind":"Job"}'],
      // Beside a body the API server does not look at the query: the body has to say it.
      ['DELETE', `${pod}?dryRun=All`, '{"preconditions":{"uid":"u1"},"dryRun":["All"]}'],
      ['DELETE', pod, '{}'],
    ]);
    expect(server.requests[0]?.headers['content-type']).toBe('application/json');
    expect(server.connections()).toBe(3);
  });

  it.each([429, 500, 503])('is never repeated after %d', async (status) => {
    const { server, client } = await connected((_request, response) =>
      sendStatus(response, status, 'Later', 'try later', { 'retry-after': '0' }),
    );
    expect((await failure(client.change(patch, marked))).status).toBe(status);
    expect(server.requests).toHaveLength(1);
  });

  it('is never repeated when its answer is lost', async () => {
    const { server, client } = await connected((request, response) => {
      if (request.method === 'PATCH') request.socket.resetAndDestroy();
      else sendJson(response, {});
    });
    await client.get(pod);
    expect((await failure(client.change(patch, marked))).failure).toBe('unreachable');
    expect(server.requests.filter((request) => request.method === 'PATCH')).toHaveLength(1);
    expect(server.connections()).toBe(2);
  });
});
