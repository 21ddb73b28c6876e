import { describe, expect, it } from 'vitest';
import { outOfMemory } from '../../src/diagnosis/out-of-memory.ts';
import { change, container, died, hour, now, observe, pod, running, waiting, without } from './fixtures.ts';

const killed = (rest = {}) =>
  container(waiting('CrashLoopBackOff'), {
    restartCount: 4,
    lastState: died(137, 'OOMKilled'),
    memoryLimit: '256Mi',
    ...rest,
  });

describe('out of memory: fires', () => {
  it('when the status says so, without an action of its own', () => {
    expect(outOfMemory(observe([pod('a', 'new', [killed()])]))).toEqual({
      code: 'out-of-memory',
      confidence: 'certain',
      score: 90,
      sentence:
        'Container app of deploy/checkout was killed for its memory (4 restarts): it passed its limit of 256Mi',
      cites: ['pod/a'],
      actions: [],
    });
  });

  it('with the way back when a rollout brought it', () => {
    const finding = outOfMemory(observe([pod('a', 'new', [killed()]), pod('b', 'old'), change()]));
    expect(finding?.actions).toMatchObject([{ action: 'rollback', revision: 13 }]);
    expect(finding?.cites).toEqual(['pod/a', 'change/checkout']);
  });

  it('without the way back when old pods die of it too, or the rollout was long ago', () => {
    const both = outOfMemory(observe([pod('a', 'new', [killed()]), pod('b', 'old', [killed()]), change()]));
    const longAgo = outOfMemory(observe([pod('a', 'new', [killed()]), change(7 * hour)]));
    expect([both?.actions, longAgo?.actions]).toEqual([[], []]);
  });

  it('between two restarts, and without a limit', () => {
    const unlimited = without(killed({ state: running }), 'memoryLimit');
    expect(outOfMemory(observe([pod('a', 'new', [unlimited])]))?.sentence).toContain('no memory limit');
  });
});

describe('out of memory: does not fire', () => {
  it.each([
    [
      'exit 137 that was another kill',
      container(waiting('CrashLoopBackOff'), { restartCount: 2, lastState: died(137) }),
    ],
    ['an ordinary crash', container(waiting('CrashLoopBackOff'), { restartCount: 2, lastState: died(1) })],
    [
      'a kill of yesterday',
      container(running, { restartCount: 1, lastState: died(137, 'OOMKilled', now - 20 * hour) }),
    ],
    ['a container that runs well', container(running, { memoryLimit: '256Mi' })],
    ['a shutdown that was too slow', container(running, { restartCount: 1, lastState: died(143) })],
  ])('%s', (_, one) => {
    expect(outOfMemory(observe([pod('a', 'new', [one])]))).toBeUndefined();
  });
});
