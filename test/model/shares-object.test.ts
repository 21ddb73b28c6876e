import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import { sharesObject } from '../../src/model/shares-object.ts';

type Aims = Parameters<typeof sharesObject>[0];

function planOf(
  action: 'scale' | 'cordon' | 'drain' | 'delete-pod',
  uid: string,
  { cluster = 'prod', before = {} }: { cluster?: string; before?: JsonObject } = {},
): Aims {
  const kind = { scale: 'Deployment', cordon: 'Node', drain: 'Node', 'delete-pod': 'Pod' }[action];
  const target = { cluster, kind, name: uid.replace('uid-', '') };
  return { parameters: { action, target } as Plan['parameters'], target: { ...target, uid }, before };
}

function severalOf(...parts: readonly [Aims, ...Aims[]]): Aims {
  return { ...parts[0], parts };
}

const on = (node: string): { before: JsonObject } => ({ before: { node } });

describe('two plans act on the same object', () => {
  it.each<[string, Aims, Aims]>([
    ['one object', planOf('scale', 'uid-1'), planOf('scale', 'uid-1')],
    [
      'any of several',
      planOf('scale', 'uid-3'),
      severalOf(planOf('scale', 'uid-1'), planOf('scale', 'uid-3')),
    ],
    [
      'several of several, whichever comes first',
      severalOf(planOf('cordon', 'uid-1'), planOf('cordon', 'uid-2')),
      severalOf(planOf('cordon', 'uid-3'), planOf('cordon', 'uid-2')),
    ],
    [
      'a node that is drained',
      planOf('drain', 'uid-n'),
      severalOf(planOf('cordon', 'uid-m'), planOf('cordon', 'uid-n')),
    ],
    ['a pod on a node that is drained', planOf('drain', 'uid-n'), planOf('delete-pod', 'uid-p', on('n'))],
    [
      'one of several pods',
      planOf('drain', 'uid-n'),
      severalOf(planOf('delete-pod', 'uid-p', on('m')), planOf('delete-pod', 'uid-q', on('n'))),
    ],
  ])('%s', (_what, one, other) => {
    expect(sharesObject(one, other)).toBe(true);
    expect(sharesObject(other, one)).toBe(true);
  });

  it.each<[string, Aims, Aims]>([
    ['another object', planOf('scale', 'uid-1'), planOf('scale', 'uid-2')],
    ['another cluster', planOf('scale', 'uid-1'), planOf('scale', 'uid-1', { cluster: 'staging' })],
    ['a pod of another node', planOf('drain', 'uid-n'), planOf('delete-pod', 'uid-p', on('m'))],
    ['a cordon harms no pod', planOf('cordon', 'uid-n'), planOf('delete-pod', 'uid-p', on('n'))],
    [
      'several others',
      severalOf(planOf('scale', 'uid-1'), planOf('scale', 'uid-2')),
      severalOf(planOf('scale', 'uid-3'), planOf('scale', 'uid-4')),
    ],
  ])('not: %s', (_what, one, other) => {
    expect(sharesObject(one, other)).toBe(false);
    expect(sharesObject(other, one)).toBe(false);
  });
});
