import { describe, expect, it, onTestFinished } from 'vitest';
import { collectTraces } from '../../../src/context/collectors/traces.ts';
import type { ClusterReader } from '../../../src/context/collector.ts';
import { startTraces } from '../../../src/drill/traces/start-traces.ts';
import type { Span } from '../../../src/drill/traces/trace.ts';
import { connectJaeger } from '../../../src/telemetry/jaeger/connect-jaeger.ts';
import { checkout } from '../support/collected.ts';
import { startObjectServer } from '../support/object-server.ts';
import { crashWorld, now } from '../support/shop-world.ts';

const hex = (digit: string) => digit.repeat(32);

function span(trace: string, id: string, options: Partial<Span> = {}): Span {
  return {
    traceId: hex(trace),
    spanId: id.repeat(16),
    service: 'checkout',
    operation: 'POST /pay',
    kind: 'server',
    startAt: now - 60_000,
    durationMs: 40,
    attributes: {},
    resource: { 'k8s.pod.name': 'checkout-new-c' },
    ...options,
  };
}

const failing = [
  span('a', '1', { error: 'HTTP 500' }),
  span('a', '2', {
    parentSpanId: '1'.repeat(16),
    operation: 'charge',
    kind: 'client',
    error: 'rpc failed',
    startAt: now - 59_990,
    durationMs: 25,
  }),
  span('a', '3', {
    parentSpanId: '2'.repeat(16),
    service: 'payments',
    operation: 'Charge',
    error: 'card service: password=hunter2 refused',
    startAt: now - 59_985,
    durationMs: 20,
  }),
];
const slow = [
  span('b', '4', { durationMs: 2000 }),
  span('b', '5', {
    parentSpanId: '4'.repeat(16),
    service: 'db',
    operation: 'SELECT',
    startAt: now - 59_900,
    durationMs: 1800,
  }),
];

async function collected(
  spans: Span[],
  options: { api?: 'v1-and-v3' | 'v3'; cluster?: ClusterReader; subject?: typeof checkout } = {},
) {
  const jaeger = await startTraces({ api: options.api ?? 'v1-and-v3' });
  jaeger.add(spans);
  const traces = connectJaeger({ url: jaeger.url });
  onTestFinished(async () => {
    traces.close();
    await jaeger.stop();
  });
  const { cluster } = options;
  return await collectTraces({
    subject: options.subject ?? checkout,
    alerts: [],
    sources: { traces, ...(cluster === undefined ? {} : { cluster }) },
    now: () => now,
    timeoutMs: 2000,
  });
}

describe('collectTraces', () => {
  it.each(['v1-and-v3', 'v3'] as const)('finds the failed span that is to blame, through %s', async (api) => {
    const [trace] = await collected([...failing, ...slow], { api });
    expect(trace).toMatchObject({
      id: `trace/${hex('a')}`,
      text: 'Trace of checkout: payments Charge failed: card service: password=[redacted] refused',
      data: {
        service: 'checkout',
        culprit: {
          service: 'payments',
          operation: 'Charge',
          error: 'card service: password=[redacted] refused',
        },
        failed: true,
        durationMs: 40,
      },
    });
    expect(trace?.kind === 'trace' ? trace.data.url : '').toMatch(new RegExp(`/trace/${hex('a')}$`));
  });

  it.each(['v1-and-v3', 'v3'] as const)(
    'finds, when nothing failed, what took the time, through %s',
    async (api) => {
      const [trace] = await collected(slow, { api });
      expect(trace).toMatchObject({
        text: 'Trace of checkout: db SELECT took 1.8 s of 2.0 s',
        data: { failed: false, culprit: { service: 'db', durationMs: 1800 } },
      });
    },
  );

  it('tells nothing when all is quick, or the service has no traces', async () => {
    expect(await collected([span('c', '6')])).toEqual([]);
    expect(await collected(failing, { subject: { ...checkout, name: 'cart' } })).toEqual([]);
  });

  it('finds the service by what its pod says', async () => {
    const world = crashWorld();
    for (const object of world.objects) {
      if (object.kind === 'Pod')
        object.metadata['labels'] = { app: 'checkout', 'app.kubernetes.io/name': 'pay-front' };
    }
    const server = await startObjectServer(world);
    onTestFinished(() => server.stop());
    const named = failing.map((entry) =>
      entry.service === 'checkout' ? { ...entry, service: 'pay-front' } : entry,
    );
    const [trace] = await collected(named, { cluster: server.cluster });
    expect(trace).toMatchObject({ data: { service: 'pay-front' } });
  });

  it('still answers when the API server does not', async () => {
    const server = await startObjectServer({ objects: [] });
    await server.stop();
    expect(await collected(failing, { cluster: server.cluster })).toHaveLength(1);
  });
});
