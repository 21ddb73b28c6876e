import { describe, expect, it } from 'vitest';
import { collectContext } from '../../src/context/collect-context.ts';
import type { Sources } from '../../src/context/collector.ts';
import { TelemetryError } from '../../src/telemetry/telemetry-error.ts';
import { checkout, collected, only } from './support/collected.ts';
import { startObjectServer } from './support/object-server.ts';
import { crashWorld, now } from './support/shop-world.ts';

describe('a source that fails costs its line', () => {
  it('says once that the API server is down, and for what', async () => {
    const server = await startObjectServer({ objects: [] });
    await server.stop();
    const evidence = await collectContext({
      incident: { subject: checkout, clusterKnown: true },
      alerts: [],
      sources: { cluster: server.cluster },
      now: () => now,
    });
    expect(evidence).toMatchObject([
      {
        kind: 'failure',
        text: 'The API server of prod cannot be reached: connection refused',
        data: { collector: 'pod, workload, change, event, logs, node' },
      },
    ]);
  });

  it('ends at its deadline when an API server hangs, and keeps what others told', async () => {
    const world = crashWorld();
    const started = Date.now();
    const { evidence } = await collected({ ...world, fail: [{ path: /\/log/, status: 'hang' }] }, checkout, {
      deadlineMs: 300,
    });
    // Its own, not the 5 s that are the rule.
    expect(Date.now() - started).toBeLessThan(4_500);
    expect(only(evidence, 'failure').map(({ text }) => text)).toEqual([
      'The API server of prod did not answer within 0.3 s',
    ]);
    expect(only(evidence, 'pod')).toHaveLength(3);
    expect(only(evidence, 'change')).toHaveLength(1);
  });

  it('says what is forbidden', async () => {
    const message =
      'events is forbidden: User "middlewatch" cannot list resource "events" in API group "" in the namespace "shop"';
    const { evidence } = await collected({
      ...crashWorld(),
      fail: [{ path: /\/events/, status: 403, message }],
    });
    expect(only(evidence, 'failure').map(({ text }) => text)).toEqual([
      'Events cannot be read: The bot (middlewatch) may not list events in shop on prod: the rule "list events" of the role middlewatch is missing; `middlewatch rbac` prints it',
    ]);
  });

  it('tells the workload without its autoscaler when that cannot be read', async () => {
    const { evidence } = await collected({
      ...crashWorld(),
      fail: [{ path: /horizontalpodautoscalers/, status: 403 }],
    });
    expect(only(evidence, 'workload')[0]?.data.autoscaler).toBeUndefined();
    expect(only(evidence, 'failure').map(({ text }) => text)).toEqual([
      'Autoscalers cannot be read: it failed',
    ]);
  });

  it('takes no address from a dead node into its words', async () => {
    const message =
      'Get "https://10.0.0.7:10250/containerLogs/shop/x": dial tcp 10.0.0.7:10250: connect: connection refused';
    const { evidence } = await collected({
      ...crashWorld(),
      fail: [{ path: /\/log/, status: 500, message }],
    });
    expect(only(evidence, 'failure').map(({ text }) => text)).toEqual([
      'Logs of checkout-new-c cannot be read: node not reachable: connection refused',
    ]);
  });

  it('says which telemetry did not answer', async () => {
    const refuse = () => Promise.reject(new TelemetryError('timeout', 'Jaeger did not answer within 5 s'));
    const sources: Sources = {
      traces: {
        system: 'Jaeger',
        services: refuse,
        search: refuse,
        pageOf: () => '',
        close: () => undefined,
      },
    };
    const { evidence } = await collected(crashWorld(), checkout, { sources });
    expect(only(evidence, 'failure')).toMatchObject([
      { source: 'traces', text: 'Jaeger did not answer within 5 s', data: { collector: 'traces' } },
    ]);
  });
});
