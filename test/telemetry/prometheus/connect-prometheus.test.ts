import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Endpoint } from '../../../src/telemetry/endpoint.ts';
import { connectPrometheus } from '../../../src/telemetry/prometheus/connect-prometheus.ts';
import { queryStep } from '../../../src/telemetry/prometheus/query-step.ts';
import type { PrometheusClient } from '../../../src/telemetry/prometheus/prometheus-client.ts';
import { json, startAnsweringServer, type Asked } from '../support/answering-server.ts';

const end = Date.parse('2026-11-24T03:10:00Z');
const range = { expression: 'up{job="a"}', start: end - 3_600_000, end, timeoutMs: 2000 };

function connected(url: string, options: Partial<Endpoint> = {}): PrometheusClient {
  const client = connectPrometheus({ url, ...options });
  onTestFinished(() => client.close());
  return client;
}

const matrix = {
  status: 'success',
  data: {
    resultType: 'matrix',
    result: [
      {
        metric: { __name__: 'up', job: 'a' },
        values: [
          [1764300000, '1'],
          [1764300015.5, '0.25'],
          [1764300030, 'NaN'],
          [1764300045, '+Inf'],
        ],
      },
    ],
  },
};

describe('connectPrometheus', () => {
  it('asks for the alerting rules, and says that there is no such API', async () => {
    const rules = { status: 'success', data: { groups: [] } };
    const { url, asked } = await startAnsweringServer((_asked, response) => json(response, rules));
    expect(await connected(url).rules(2000)).toEqual([]);
    expect(asked.map(({ url: at }) => at.pathname + at.search)).toEqual(['/api/v1/rules?type=alert']);
    const none = await startAnsweringServer((_asked, response) => {
      response.writeHead(404).end('404 page not found');
    });
    await expect(connected(none.url).rules(2000)).rejects.toMatchObject({ status: 404 });
  });

  it('asks a range by POST, with about 240 points, and reads the matrix', async () => {
    const { url, asked } = await startAnsweringServer((_asked, response) => json(response, matrix));
    expect(await connected(`${url}/`).queryRange(range)).toEqual([
      {
        labels: { __name__: 'up', job: 'a' },
        points: [
          [1764300000000, 1],
          [1764300015500, 0.25],
        ],
      },
    ]);
    expect(asked[0]).toMatchObject({ method: 'POST', url: { pathname: '/api/v1/query_range' } });
    expect(Object.fromEntries(asked[0]?.form ?? [])).toEqual({
      query: 'up{job="a"}',
      start: String(end / 1000 - 3600),
      end: String(end / 1000),
      step: '15',
    });
  });

  it('reads a vector and a scalar', async () => {
    const answers = [
      { resultType: 'vector', result: [{ metric: { job: 'a' }, value: [1764300000, '3'] }] },
      { resultType: 'scalar', result: [1764300000, '7'] },
    ];
    const { url } = await startAnsweringServer((_asked, response) =>
      json(response, { status: 'success', data: answers.shift() }),
    );
    const client = connected(url);
    const query = { expression: 'x', at: end, timeoutMs: 2000 };
    expect(await client.query(query)).toEqual([{ labels: { job: 'a' }, points: [[1764300000000, 3]] }]);
    expect(await client.query(query)).toEqual([{ labels: {}, points: [[1764300000000, 7]] }]);
  });

  it('says what Prometheus says of a bad query', async () => {
    const { url } = await startAnsweringServer((_asked, response) =>
      json(response, { status: 'error', errorType: 'bad_data', error: 'parse error: unexpected ")"' }, 400),
    );
    await expect(connected(url).queryRange(range)).rejects.toMatchObject({
      failure: 'refused',
      message: 'Prometheus refused the query: parse error: unexpected ")"',
    });
  });

  it('ends at its deadline, in words', async () => {
    const { url } = await startAnsweringServer(() => undefined);
    await expect(connected(url).queryRange({ ...range, timeoutMs: 200 })).rejects.toMatchObject({
      failure: 'timeout',
      message: 'Prometheus did not answer within 0.2 s',
    });
  });

  it('tries once more after 503 and after a broken connection', async () => {
    let calls = 0;
    const { url, asked } = await startAnsweringServer((_asked, response) => {
      calls += 1;
      if (calls === 1) json(response, {}, 503);
      else if (calls === 3) response.socket?.resetAndDestroy();
      else json(response, matrix);
    });
    const client = connected(url);
    expect(await client.queryRange(range)).toHaveLength(1);
    expect(await client.queryRange(range)).toHaveLength(1);
    expect(asked).toHaveLength(4);
  });

  it('says in words what is wrong with the server', async () => {
    const { url } = await startAnsweringServer((asked: Asked, response) => {
      if (asked.form.get('query') === 'auth') json(response, {}, 401);
      else response.end('<html>login</html>');
    });
    await expect(connected(url).queryRange({ ...range, expression: 'auth' })).rejects.toThrow(
      "Prometheus does not accept the bot's credentials (401)",
    );
    await expect(connected(url).queryRange(range)).rejects.toThrow('Prometheus answered 200 without data');
    await expect(connected('http://127.0.0.1:1').queryRange(range)).rejects.toThrow(
      'Prometheus cannot be reached: connection refused',
    );
  });

  it('reads an answer to its limit only', async () => {
    const { url } = await startAnsweringServer((_asked, response) =>
      response.end(Buffer.alloc(17 * 1024 * 1024, 'x')),
    );
    await expect(connected(url).queryRange(range)).rejects.toMatchObject({ failure: 'too-large' });
  });

  it('sends token, password and headers, read anew each time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'middlewatch-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'secret');
    const { url, asked } = await startAnsweringServer((_asked, response) => json(response, matrix));
    const bearer = connected(url, { bearerTokenFile: file, headers: { 'X-Scope-OrgID': 'shop' } });
    for (const secret of ['one\n', 'two\n']) {
      writeFileSync(file, secret);
      await bearer.queryRange(range);
    }
    await connected(url, { basicAuth: { username: 'bot', passwordFile: file } }).queryRange(range);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer one',
      'Bearer two',
      `Basic ${Buffer.from('bot:two').toString('base64')}`,
    ]);
    expect(asked[0]?.headers['x-scope-orgid']).toBe('shop');
    await expect(connected(url, { bearerTokenFile: join(folder, 'none') }).queryRange(range)).rejects.toThrow(
      'The credentials for Prometheus cannot be read from their file',
    );
    expect(() => connectPrometheus({ url, caFile: join(folder, 'none') })).toThrow('cannot be read');
  });
});

describe('queryStep', () => {
  it.each([
    [0, 5],
    [600, 5],
    [3600, 15],
    [86_400, 360],
    [365 * 86_400, 131_400],
  ])('%d s of range are asked every %d s', (seconds, step) => {
    expect(queryStep(end - seconds * 1000, end)).toBe(step);
    expect(seconds / step).toBeLessThan(11_000);
  });
});
