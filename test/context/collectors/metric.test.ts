import { describe, expect, it, onTestFinished } from 'vitest';
import { collectMetric } from '../../../src/context/collectors/metric.ts';
import type { Alert } from '../../../src/model/alert.ts';
import { connectPrometheus } from '../../../src/telemetry/prometheus/connect-prometheus.ts';
import { json, startAnsweringServer, type Asked } from '../../telemetry/support/answering-server.ts';
import { checkout } from '../support/collected.ts';
import { now } from '../support/shop-world.ts';

const minute = 60_000;

function alert(name: string, expression: string, options: Partial<Alert> = {}): Alert {
  return {
    source: 'alertmanager',
    fingerprint: 'f',
    startsAt: now - 10 * minute,
    endsAt: null,
    status: 'firing',
    labels: { alertname: name, namespace: 'shop', pod: 'checkout-a', severity: 'critical' },
    annotations: {},
    generatorUrl:
      expression === '' ? '' : `http://prometheus/graph?g0.expr=${encodeURIComponent(expression)}&g0.tab=1`,
    ...options,
  };
}

const row = (metric: Record<string, string>, value: string) => ({
  metric,
  values: [
    [now / 1000 - 60, '0.1'],
    [now / 1000, value],
  ],
});

async function collected(alerts: Alert[], result: unknown[]) {
  const server = await startAnsweringServer((_asked, response) =>
    json(response, { status: 'success', data: { resultType: 'matrix', result } }),
  );
  const prometheus = connectPrometheus({ url: server.url });
  onTestFinished(() => prometheus.close());
  const evidence = await collectMetric({
    subject: checkout,
    alerts,
    sources: { prometheus },
    now: () => now,
    timeoutMs: 2000,
  });
  return { evidence, asked: server.asked };
}

const form = (asked: Asked | undefined) => Object.fromEntries(asked?.form ?? []);

describe('collectMetric', () => {
  it("asks the expression's left side from an hour before until now, and keeps only the alert's series", async () => {
    const { evidence, asked } = await collected(
      [alert('CpuHigh', 'sum by (namespace, pod) (rate(cpu[5m])) > 0.8 and up')],
      [
        row({ namespace: 'shop', pod: 'checkout-b' }, '0.2'),
        row({ namespace: 'shop', pod: 'checkout-a' }, '0.95'),
      ],
    );
    expect(form(asked[0])).toMatchObject({
      query: 'sum by (namespace, pod) (rate(cpu[5m]))',
      end: String(Math.floor(now / 1000 / 18) * 18),
      step: '18',
    });
    expect(Number(form(asked[0])['start'])).toBeLessThanOrEqual((now - 70 * minute) / 1000);
    expect(evidence).toMatchObject([
      {
        id: 'metric/CpuHigh',
        at: now - 10 * minute,
        text: 'CpuHigh: now 0.95, fires > 0.8 (sum by (namespace, pod) (rate(cpu[5m])))',
        data: {
          comparison: '>',
          threshold: 0.8,
          lastValue: 0.95,
          series: [
            {
              labels: { pod: 'checkout-a' },
              points: [
                [now - minute, 0.1],
                [now, 0.95],
              ],
            },
          ],
        },
      },
    ]);
  });

  it('takes the value of now from an instant query: the range may end a step earlier', async () => {
    const server = await startAnsweringServer((asked, response) =>
      asked.url.pathname === '/api/v1/query_range'
        ? json(response, {
            status: 'success',
            data: { resultType: 'matrix', result: [{ metric: {}, values: [[now / 1000 - 18, '40']] }] },
          })
        : json(response, {
            status: 'success',
            data: { resultType: 'vector', result: [{ metric: {}, value: [now / 1000, '120'] }] },
          }),
    );
    const prometheus = connectPrometheus({ url: server.url });
    onTestFinished(() => prometheus.close());
    const [evidence] = await collectMetric({
      subject: checkout,
      alerts: [alert('A', 'x > 60')],
      sources: { prometheus },
      now: () => now,
      timeoutMs: 2000,
    });
    expect(evidence).toMatchObject({ text: 'A: now 120, fires > 60 (x)', data: { lastValue: 120 } });
  });

  it('gives way to the next alert when an expression has no past to draw', async () => {
    const server = await startAnsweringServer((asked, response) => {
      const isPast = asked.url.pathname === '/api/v1/query_range';
      const query = String(form(asked)['query']);
      if (query === 'broken') {
        json(response, { status: 'error', errorType: 'execution', error: 'no' });
        return;
      }
      const values = isPast && query === 'errors' ? [[now / 1000 - 18, '0.01']] : [];
      json(response, {
        status: 'success',
        data: isPast
          ? { resultType: 'matrix', result: values.length === 0 ? [] : [{ metric: {}, values }] }
          : { resultType: 'vector', result: [{ metric: {}, value: [now / 1000, '0.4'] }] },
      });
    });
    const prometheus = connectPrometheus({ url: server.url });
    onTestFinished(() => prometheus.close());
    const [evidence] = await collectMetric({
      subject: checkout,
      alerts: [
        alert('Broken', 'broken > 1'),
        alert('Waiting', 'waiting_reason >= 1'),
        alert('Errors', 'errors > 0.1'),
      ],
      sources: { prometheus },
      now: () => now,
      timeoutMs: 2000,
    });
    expect(evidence).toMatchObject({ id: 'metric/Errors', data: { lastValue: 0.4 } });
  });

  it('prefers a firing alert with a threshold, then the oldest', async () => {
    const alerts = [
      alert('Resolved', 'a > 1', { status: 'resolved', startsAt: now - 90 * minute }),
      alert('Absent', 'absent(b)', { startsAt: now - 80 * minute }),
      alert('Young', 'c > 1', { startsAt: now - minute }),
      alert('Old', 'd > 1', { startsAt: now - 20 * minute }),
      alert('Unnamed', '', { startsAt: now - 99 * minute }),
    ];
    const { evidence } = await collected(alerts, [row({}, '2')]);
    expect(evidence[0]?.id).toBe('metric/Old');
  });

  it.each([
    ['no alert', []],
    ['no address', [alert('A', '')]],
    ['no PromQL', [alert('A', 'x > (')]],
  ])('asks nothing when there is %s', async (_name, alerts) => {
    const { evidence, asked } = await collected(alerts, []);
    expect([evidence, asked]).toEqual([[], []]);
  });

  it("has nothing to show when no series is the alert's", async () => {
    const { evidence } = await collected([alert('A', 'x > 1')], [row({ pod: 'other' }, '2')]);
    expect(evidence).toEqual([]);
  });
});
