import { describe, expect, it } from 'vitest';
import { illnessOf } from '../../src/incidents/illness.ts';
import { lookAgainInMs } from '../../src/incidents/look-again.ts';
import type { Evidence, NodeFacts, WorkloadFacts } from '../../src/model/evidence.ts';
import type { Subject } from '../../src/model/subject.ts';

const minute = 60_000;
const checkout: Subject = { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' };

function workload(data: Partial<WorkloadFacts>, about: Subject = checkout): Evidence {
  const facts: WorkloadFacts = {
    kind: about.kind,
    generation: 1,
    observedGeneration: 1,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    paused: false,
    createdAt: 0,
    conditions: [],
    owners: [],
    ...data,
  };
  return { id: 'workload', kind: 'workload', source: 'kubernetes', about, text: '', data: facts };
}

function node(name: string, data: Partial<NodeFacts>): Evidence {
  const about: Subject = { cluster: 'prod', kind: 'Node', name };
  const facts: NodeFacts = {
    ready: 'True',
    unschedulable: false,
    pressures: [],
    taints: [],
    addresses: ['10.0.0.3'],
    ...data,
  };
  return { id: `node/${name}`, kind: 'node', source: 'kubernetes', about, text: '', data: facts };
}

const failure: Evidence = {
  id: 'failure',
  kind: 'failure',
  source: 'kubernetes',
  text: '',
  data: { collector: 'workload', problem: 'The API server did not answer' },
};
const stuck = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
const node3: Subject = { cluster: 'prod', kind: 'Node', name: 'node-3' };

describe('how the object of an incident is', () => {
  it.each<[string, Subject, Evidence[], string]>([
    [
      'pods that are not ready',
      checkout,
      [workload({ readyReplicas: 1 })],
      '2 of 3 pods of checkout are not ready',
    ],
    [
      'its only pod',
      checkout,
      [workload({ replicas: 1, readyReplicas: 0 })],
      '1 of 1 pods of checkout is not ready',
    ],
    ['a stuck rollout', checkout, [workload({ conditions: [stuck] })], 'the rollout of checkout is stuck'],
    ['a node', node3, [node('node-3', { ready: 'Unknown' })], 'node node-3 is not ready'],
    ['pressure', node3, [node('node-3', { pressures: ['DiskPressure'] })], 'node node-3 has DiskPressure'],
    [
      'a node by address',
      { ...node3, name: '10.0.0.3' },
      [node('node-3', { ready: 'False' })],
      'node node-3 is not ready',
    ],
  ])('%s', (_what, subject, evidence, text) => {
    expect(illnessOf(subject, evidence)).toEqual({ state: 'ill', text });
  });

  it('is healthy when all is ready, whatever the nodes of its pods are', () => {
    expect(illnessOf(checkout, [workload({}), node('node-3', { ready: 'False' })])).toEqual({
      state: 'healthy',
    });
    expect(illnessOf(checkout, [workload({ replicas: 0, readyReplicas: 0 })])).toEqual({ state: 'healthy' });
  });

  it('is not known when nobody answered, it is another object, or a Job', () => {
    const other = { ...checkout, name: 'cart' };
    const job = { ...checkout, kind: 'Job' };
    expect(illnessOf(checkout, [failure])).toEqual({ state: 'unknown' });
    expect(illnessOf(checkout, [workload({ readyReplicas: 0 }, other)])).toEqual({ state: 'unknown' });
    expect(illnessOf(job, [workload({ readyReplicas: 0 }, job)])).toEqual({ state: 'unknown' });
  });
});

describe('when an open incident is diagnosed anew', () => {
  it.each([
    [0, 'not-found', 2],
    [5, 'not-found', 5],
    [500, 'not-found', 30],
    [0, 'found', 10],
    [500, 'found', 60],
  ] as const)('%d minutes old, cause %s: in %d minutes', (age, cause, pause) => {
    expect(lookAgainInMs({ openedAt: 0 }, cause, age * minute)).toBe(pause * minute);
  });
});
