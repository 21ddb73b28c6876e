import { describe, expect, it } from 'vitest';
import { loadAboveCapacity } from '../../src/diagnosis/load-above-capacity.ts';
import {
  change,
  container,
  crashed,
  died,
  firing,
  metric,
  observe,
  pod,
  running,
  waiting,
  workload,
  without,
} from './fixtures.ts';

const busy = { alerts: [firing('CheckoutRequestsHigh')] };
const autoscaler = (rest = {}) => ({
  autoscaler: {
    name: 'checkout',
    uid: 'u',
    minReplicas: 2,
    maxReplicas: 3,
    currentReplicas: 3,
    desiredReplicas: 3,
    atMaximum: true,
    ...rest,
  },
});

describe('load above capacity: fires', () => {
  it('without an autoscaler, and would scale by value over threshold', () => {
    expect(loadAboveCapacity(observe([workload(), pod('a', 'new'), metric()], busy))).toEqual({
      code: 'load-above-capacity',
      confidence: 'likely',
      score: 70,
      sentence:
        'deploy/checkout has more load than it can carry (2.1 times the threshold): its 3 replicas carry it alone, no autoscaler helps',
      cites: ['workload/checkout', 'metric/0'],
      actions: [
        {
          action: 'scale',
          target: {
            cluster: 'prod',
            kind: 'Deployment',
            namespace: 'shop',
            name: 'checkout',
            uid: 'uid-checkout',
          },
          replicas: 7,
        },
      ],
    });
  });

  it.each([
    [101, 3, 4],
    [150, 4, 6],
    [5000, 3, 9],
    [101, 1, 2],
  ])('value %d of threshold 100 with %d replicas → %d', (lastValue, replicas, wanted) => {
    const seen = workload({ replicas, readyReplicas: replicas, updatedReplicas: replicas });
    expect(loadAboveCapacity(observe([seen, metric({ lastValue })], busy))?.actions).toMatchObject([
      { action: 'scale', replicas: wanted },
    ]);
  });

  it('with an autoscaler at its maximum, which a plain scale could not help', () => {
    const finding = loadAboveCapacity(observe([workload(autoscaler()), metric()], busy));
    expect(finding).toMatchObject({ confidence: 'certain', actions: [] });
    expect(finding?.sentence).toContain('at its maximum of 3');
    expect(loadAboveCapacity(observe([workload(autoscaler())], busy))).toMatchObject({
      confidence: 'likely',
    });
  });

  it('on load per replica, whose expression names replicas', () => {
    const plotted =
      'sum by (deployment) (rate(http_requests_total[5s])) / on (deployment) kube_deployment_status_replicas_available{job="kube-state-metrics"}';
    expect(loadAboveCapacity(observe([workload(), metric({ plotted })], busy))).toBeDefined();
  });

  it('only as a guess shortly after a rollout', () => {
    expect(loadAboveCapacity(observe([workload(), metric(), change()], busy))).toMatchObject({
      confidence: 'possible',
      sentence: expect.stringContaining('; but revision 14 was rolled out') as string,
    });
  });
});

describe('load above capacity: does not fire', () => {
  it.each<[string, Parameters<typeof observe>[0]]>([
    ['an autoscaler with room', [workload(autoscaler({ atMaximum: false, maxReplicas: 10 })), metric()]],
    ['a metric below its threshold', [workload(), metric({ lastValue: 60 })]],
    ['a metric that must not fall', [workload(), metric({ comparison: '<', lastValue: 210 })]],
    [
      'errors, which more replicas do not cure',
      [workload(), metric({ plotted: 'rate(http_requests_total{code=~"5.."}[5m])' })],
    ],
    ['memory', [workload(), metric({ plotted: 'container_memory_working_set_bytes / 1e6' })]],
    ['a metric without a threshold', [workload(), withoutThreshold()]],
    ['replicas that are missing', [workload({ readyReplicas: 1 }), metric()]],
    ['a rollout under way', [workload({ updatedReplicas: 1 }), metric()]],
    ['pods that crash', [workload(), pod('a', 'new', [crashed()]), metric()]],
    [
      'pods that are killed for memory',
      [
        workload(),
        pod('a', 'new', [container(running, { restartCount: 1, lastState: died(137, 'OOMKilled') })]),
        metric(),
      ],
    ],
    ['pods without an image', [workload(), pod('a', 'new', [container(waiting('ErrImagePull'))]), metric()]],
    ['pods that no node takes', [workload(), pod('a', 'new', [], { unschedulable: '0/3 nodes' }), metric()]],
    ['a workload scaled to nothing', [workload({ replicas: 0, readyReplicas: 0 }), metric()]],
    ['no workload', [metric()]],
  ])('%s', (_, evidence) => {
    expect(loadAboveCapacity(observe(evidence, busy))).toBeUndefined();
  });
});

function withoutThreshold() {
  const seen = metric();
  const data = without(seen.data, 'threshold');
  return { ...seen, data };
}
