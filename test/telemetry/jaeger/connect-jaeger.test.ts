import { describe, expect, it, onTestFinished } from 'vitest';
import { connectJaeger } from '../../../src/telemetry/jaeger/connect-jaeger.ts';
import { connectTraces } from '../../../src/telemetry/connect-traces.ts';
import type { TraceClient } from '../../../src/telemetry/trace-client.ts';
import { json, startAnsweringServer } from '../support/answering-server.ts';

const end = Date.parse('2026-11-24T03:10:00Z');
const search = {
  service: 'checkout',
  start: end - 60_000,
  end,
  limit: 20,
  which: { kind: 'errors' },
  timeoutMs: 2000,
} as const;

function connected(url: string): TraceClient {
  const client = connectJaeger({ url });
  onTestFinished(() => client.close());
  return client;
}

/** What Jaeger 1.62 answers. */
const v1 = {
  data: [
    {
      traceID: 'abc123',
      spans: [
        {
          traceID: 'abc123',
          spanID: '0000000000000001',
          operationName: 'POST /pay',
          references: [],
          startTime: 1764300000000123,
          duration: 250500,
          tags: [{ key: 'span.kind', type: 'string', value: 'server' }],
          logs: [],
          processID: 'p1',
        },
        {
          traceID: 'abc123',
          spanID: '2',
          operationName: 'SELECT',
          references: [{ refType: 'CHILD_OF', traceID: 'abc123', spanID: '0000000000000001' }],
          startTime: 1764300000100000,
          duration: 1000,
          tags: [{ key: 'error', type: 'bool', value: true }],
          logs: [
            {
              timestamp: 1,
              fields: [
                { key: 'event', type: 'string', value: 'exception' },
                { key: 'exception.message', type: 'string', value: 'deadlock detected' },
              ],
            },
          ],
          processID: 'p2',
        },
      ],
      processes: {
        p1: { serviceName: 'checkout', tags: [{ key: 'k8s.pod.name', type: 'string', value: 'checkout-a' }] },
        p2: { serviceName: 'db', tags: [] },
      },
    },
  ],
  total: 0,
  errors: null,
};

/** The same as OTLP JSON, as Jaeger 2 answers it. */
const v3 = {
  result: {
    resourceSpans: [
      {
        resource: {
          attributes: [
            { key: 'service.name', value: { stringValue: 'checkout' } },
            { key: 'k8s.pod.name', value: { stringValue: 'checkout-a' } },
          ],
        },
        scopeSpans: [
          {
            spans: [
              {
                traceId: '00000000000000000000000000abc123',
                spanId: '0000000000000001',
                name: 'POST /pay',
                kind: 2,
                startTimeUnixNano: '1764300000000123000',
                endTimeUnixNano: '1764300000250623000',
                status: {},
              },
            ],
          },
        ],
      },
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'db' } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: '00000000000000000000000000abc123',
                spanId: '0000000000000002',
                parentSpanId: '0000000000000001',
                name: 'SELECT',
                kind: 1,
                startTimeUnixNano: '1764300000100000000',
                endTimeUnixNano: '1764300000101000000',
                status: { code: 2 },
                events: [
                  {
                    name: 'exception',
                    attributes: [{ key: 'exception.message', value: { stringValue: 'deadlock detected' } }],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
};

const shape = [
  {
    traceId: '00000000000000000000000000abc123',
    spans: [
      {
        spanId: '0000000000000001',
        service: 'checkout',
        operation: 'POST /pay',
        kind: 'server',
        durationMs: 250.5,
      },
      {
        spanId: '0000000000000002',
        parentSpanId: '0000000000000001',
        service: 'db',
        operation: 'SELECT',
        error: 'deadlock detected',
        durationMs: 1,
      },
    ],
  },
];

describe('connectJaeger', () => {
  it('reads spans alike from v1 and v3', async () => {
    const old = await startAnsweringServer((_asked, response) => json(response, v1));
    const young = await startAnsweringServer((asked, response) =>
      asked.url.pathname === '/api/v3/traces' ? json(response, v3) : json(response, {}, 404),
    );
    const [fromV1, fromV3] = [
      await connected(old.url).search(search),
      await connected(young.url).search(search),
    ];
    expect(fromV1).toMatchObject(shape);
    expect(fromV3).toMatchObject(shape);
    expect(fromV1[0]?.spans[0]?.attributes).toMatchObject({ 'k8s.pod.name': 'checkout-a' });
    expect(fromV3[0]?.spans[0]?.attributes).toMatchObject({ 'k8s.pod.name': 'checkout-a' });
    expect(fromV1[0]?.spans[0]?.startAt).toBeCloseTo(fromV3[0]?.spans[0]?.startAt ?? 0, 2);
  });

  it('asks v1 in microseconds with tags, or with a least duration', async () => {
    const { url, asked } = await startAnsweringServer((_asked, response) => json(response, v1));
    const client = connected(url);
    await client.search(search);
    await client.search({ ...search, which: { kind: 'slow', minDurationMs: 500 } });
    expect(asked.map((question) => Object.fromEntries(question.url.searchParams))).toEqual([
      {
        service: 'checkout',
        start: String((end - 60_000) * 1000),
        end: String(end * 1000),
        limit: '20',
        tags: '{"error":"true"}',
      },
      {
        service: 'checkout',
        start: String((end - 60_000) * 1000),
        end: String(end * 1000),
        limit: '20',
        minDuration: '500ms',
      },
    ]);
  });

  it('tries which API is there, and remembers it', async () => {
    const { url, asked } = await startAnsweringServer((question, response) => {
      if (question.url.pathname === '/api/v3/services') json(response, { services: ['checkout'] });
      else if (question.url.pathname === '/api/v3/traces')
        json(response, { error: { httpCode: 404, message: 'No traces found' } }, 404);
      // The page of a newer Jaeger answers everything else.
      else response.end('<!doctype html><title>Jaeger UI</title>');
    });
    const client = connected(url);
    expect(await client.services(2000)).toEqual(['checkout']);
    expect(await client.search(search)).toEqual([]);
    expect(asked.map((question) => question.url.pathname)).toEqual([
      '/api/services',
      '/api/v3/services',
      '/api/v3/traces',
    ]);
    expect(Object.fromEntries(asked[2]?.url.searchParams ?? [])).toEqual({
      'query.serviceName': 'checkout',
      'query.startTimeMin': '2026-11-24T03:09:00.000Z',
      'query.startTimeMax': '2026-11-24T03:10:00.000Z',
      'query.searchDepth': '20',
      'query.attributes': '{"error":"true"}',
    });
  });

  it('notices when the remembered API goes away', async () => {
    let upgraded = false;
    const { url } = await startAnsweringServer((question, response) => {
      if (question.url.pathname === '/api/traces' && !upgraded) json(response, v1);
      else if (question.url.pathname === '/api/v3/traces') json(response, v3);
      else json(response, {}, 404);
    });
    const client = connected(url);
    expect(await client.search(search)).toHaveLength(1);
    upgraded = true;
    expect(await client.search(search)).toHaveLength(1);
  });

  it('says so when nobody there is Jaeger, and what Jaeger says of a bad question', async () => {
    const { url } = await startAnsweringServer((_asked, response) => response.end('hello'));
    await expect(connected(url).services(2000)).rejects.toThrow('neither its query API v1 nor v3');
    const bad = await startAnsweringServer((_asked, response) =>
      json(response, { data: null, errors: [{ code: 400, msg: "parameter 'service' is required" }] }, 400),
    );
    await expect(connected(bad.url).search(search)).rejects.toThrow(
      "Jaeger answered 400: parameter 'service' is required",
    );
  });

  it('names the page of a trace', () => {
    expect(connected('http://jaeger:16686/base/').pageOf('abc')).toBe('http://jaeger:16686/base/trace/abc');
  });
});

describe('connectTraces', () => {
  it.each([
    ['tempo', 'Tempo is configured but not read yet; only Jaeger is'],
    ['zipkin', 'Zipkin is configured but not read yet; only Jaeger is'],
  ] as const)('says that %s is not read yet', async (kind, words) => {
    await expect(connectTraces({ kind, url: 'http://x' }).services(1000)).rejects.toThrow(words);
  });
});
