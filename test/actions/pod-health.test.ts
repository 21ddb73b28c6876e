import { describe, expect, it } from 'vitest';
import { judgePods } from '../../src/actions/pod-health.ts';
import type { JsonObject } from '../../src/model/json.ts';

const now = Date.parse('2026-03-01T03:10:00Z');
const pod = (container: JsonObject, name = 'checkout-1'): JsonObject => ({
  metadata: { name },
  status: { containerStatuses: [{ name: 'app', restartCount: 0, ...container }] },
});
const running = (startedAt: string, restartCount = 0): JsonObject => ({
  restartCount,
  ready: true,
  state: { running: { startedAt } },
});

describe('the health of pods', () => {
  it('takes the shortest run of all containers', () => {
    const health = judgePods(
      [pod(running('2026-03-01T03:00:00Z')), pod(running('2026-03-01T03:09:45Z'))],
      now,
    );
    expect(health).toMatchObject({ pods: 2, restarts: 0, steadyMs: 15_000, problems: [] });
    expect(health).not.toHaveProperty('worst');
  });

  it('counts a Ready container that restarted as what it is, with why it ended', () => {
    const lastState = { terminated: { reason: 'OOMKilled', exitCode: 137 } };
    const health = judgePods([pod({ ...running('2026-03-01T03:09:59Z', 4), lastState }, 'checkout-2')], now);
    expect(health.steadyMs).toBe(1000);
    expect(health.worst).toEqual({
      container: 'app in checkout-2',
      restarts: 4,
      why: 'OOMKilled, exit code 137',
    });
  });

  it.each([
    ['no pods', []],
    ['a pod without containers', [{ metadata: { name: 'a' }, status: {} }]],
    ['a waiting container', [pod({ state: { waiting: { reason: 'ContainerCreating' } } })]],
    ['a start in the future (clocks differ)', [pod(running('2026-03-01T03:11:00Z'))]],
  ])('is not steady with %s', (_name, pods) => {
    expect(judgePods(pods, now)).toMatchObject({ steadyMs: 0, problems: [] });
  });

  it('does not count an evicted pod, which is left over beside the one that came for it', () => {
    const evicted = { metadata: { name: 'a' }, status: { phase: 'Failed', reason: 'Evicted' } };
    const health = judgePods([evicted, pod(running('2026-03-01T03:00:00Z'))], now);
    expect(health).toMatchObject({ pods: 1, steadyMs: 600_000, problems: [] });
  });

  it('says why pods do not start, each reason once', () => {
    const unscheduled = {
      metadata: { name: 'b' },
      status: {
        conditions: [{ type: 'PodScheduled', status: 'False', message: '0/2 nodes are available' }],
      },
    };
    const waiting = pod({ state: { waiting: { reason: 'ImagePullBackOff' } } });
    expect(judgePods([unscheduled, unscheduled, waiting], now).problems).toEqual([
      '0/2 nodes are available',
      'ImagePullBackOff',
    ]);
  });
});
