import { describe, expect, it } from 'vitest';
import { nodeNotReady } from '../../src/diagnosis/node-not-ready.ts';
import { container, node, observe, pod, running } from './fixtures.ts';

const subject = { cluster: 'prod', kind: 'Node', name: 'node-1' };
const sick = (name: string, on = 'node-1') =>
  pod(name, 'new', [container(running)], { ready: false, node: on });

describe('node not ready: fires', () => {
  it('for a node whose kubelet is silent, and would cordon it', () => {
    expect(nodeNotReady(observe([node(), sick('a'), sick('b'), sick('c', 'node-2')], { subject }))).toEqual({
      code: 'node-not-ready',
      confidence: 'certain',
      score: 93,
      sentence: 'Node node-1 is not ready: its kubelet stopped reporting; 2 pods there are not ready',
      cites: ['node/node-1', 'pod/a', 'pod/b'],
      actions: [
        { action: 'cordon', target: { cluster: 'prod', kind: 'Node', name: 'node-1', uid: 'uid-node-1' } },
      ],
    });
  });

  it('for a node that says itself why', () => {
    const told = node({ ready: 'False', readyMessage: 'container runtime is down.', leaseAgeMs: 3000 });
    expect(nodeNotReady(observe([told], { subject }))).toMatchObject({
      confidence: 'certain',
      sentence: 'Node node-1 is not ready: container runtime is down',
    });
    const pressed = node({ ready: 'False', pressures: ['DiskPressure'], leaseAgeMs: 3000 });
    expect(nodeNotReady(observe([pressed], { subject }))?.sentence).toContain('DiskPressure');
  });

  it('less surely while the lease is still renewed', () => {
    expect(nodeNotReady(observe([node({ leaseAgeMs: 8000 })], { subject }))?.confidence).toBe('likely');
  });

  it('for a workload whose sick pods lie on it', () => {
    const finding = nodeNotReady(
      observe([node(), sick('a'), pod('b', 'new', undefined, { node: 'node-2' })]),
    );
    expect(finding?.sentence).toBe(
      'Node node-1 is not ready: its kubelet stopped reporting; 1 pod of deploy/checkout there is not ready',
    );
  });
});

describe('node not ready: does not fire', () => {
  it.each([
    ['a node that is ready again', [node({ ready: 'True' })], subject],
    ['a node that somebody cordoned', [node({ unschedulable: true })], subject],
    [
      'a node that the autoscaler takes away',
      [node({ taints: ['ToBeDeletedByClusterAutoscaler:NoSchedule'] })],
      subject,
    ],
    ['a node that is interrupted', [node({ taints: ['karpenter.sh/disrupted:NoSchedule'] })], subject],
    ['a workload whose pods there are well', [node(), pod('a', 'new')], undefined],
    ['a workload whose sick pods lie elsewhere', [node(), sick('a', 'node-2')], undefined],
    ['no node at all', [sick('a')], undefined],
  ])('%s', (_, evidence, about) => {
    expect(nodeNotReady(observe(evidence, about === undefined ? {} : { subject: about }))).toBeUndefined();
  });
});
