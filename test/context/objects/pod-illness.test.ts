import { describe, expect, it } from 'vitest';
import { podFacts } from '../../../src/context/objects/pod-facts.ts';
import { podIllness, podSentence } from '../../../src/context/objects/pod-illness.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { now, pod, running, time } from '../support/shop-world.ts';

const facts = (status: JsonObject, ready = true) => podFacts(pod('a', 'h', status, ready));
const illness = (status: JsonObject, ready = true) => podIllness(facts(status, ready), now);

describe('podIllness', () => {
  it('counts what a crash loop looks like while it runs: ready, with a last state', () => {
    const restarted = {
      restartCount: 3,
      state: { running: { startedAt: time(1) } },
      lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: time(1) } },
    };
    expect(illness(restarted)).toBeGreaterThan(illness({ ...running }, false));
    expect(podSentence('a', facts(restarted), now)).toBe(
      'a: app running, last exit 137 (OOMKilled), 3 restarts',
    );
  });

  it('lets an old restart count little', () => {
    const once = {
      restartCount: 1,
      state: { running: { startedAt: time(600) } },
      lastState: { terminated: { exitCode: 1, finishedAt: time(600) } },
    };
    expect(illness(once)).toBeGreaterThan(0);
    expect(illness(once)).toBeLessThan(illness(running, false));
  });

  it('takes a pod that starts for one on its way', () => {
    const starting = { restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } };
    expect(illness(starting, false)).toBe(40);
    expect(
      illness({ restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff' } } }, false),
    ).toBeGreaterThan(80);
  });

  it('finds nothing wrong with a finished pod', () => {
    const finished = pod('a', 'h', { restartCount: 0, state: { terminated: { exitCode: 0 } } }, false);
    finished['status'] = { ...(finished['status'] as JsonObject), phase: 'Succeeded' };
    expect(podIllness(podFacts(finished), now)).toBe(0);
  });

  it('tells why a pod cannot be scheduled', () => {
    const pending: JsonObject = {
      metadata: { name: 'a', creationTimestamp: time(1) },
      spec: { containers: [{ name: 'app', image: 'a' }] },
      status: {
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/3 nodes are available: 3 Insufficient cpu.',
          },
        ],
      },
    };
    expect(podSentence('a', podFacts(pending), now)).toBe(
      'a: Pending; 0/3 nodes are available: 3 Insufficient cpu.',
    );
    expect(podFacts(pending)).not.toHaveProperty('node');
  });

  it.each([
    {},
    { status: 'x', spec: [] },
    { spec: { containers: [null, 3] }, status: { containerStatuses: {} } },
  ])('takes what has no shape: %j', (broken) => {
    expect(podIllness(podFacts(broken as JsonObject), now)).toBeGreaterThanOrEqual(0);
  });
});
