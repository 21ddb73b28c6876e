import { field, listField } from '../../support/field.ts';
import type { ActionCase, Look } from '../action-case.ts';
import { all, change, has, readAt } from '../look-at.ts';

const node = '/api/v1/nodes/{node}';
const calls = ['patch nodes'];

/** The taint `dedicated=batch:NoSchedule` is there or not, and the one that the node came with stays. */
const tainted =
  (wanted: 'with' | 'without'): Look =>
  async (place) => {
    const taints = listField(await readAt(place, node), 'spec.taints').map(
      (taint) => `${String(field(taint, 'key'))}:${String(field(taint, 'effect'))}`,
    );
    const there = taints.includes('dedicated:NoSchedule');
    if (!taints.includes('e2e.middlewatch.dev/case:NoSchedule'))
      return `a taint was lost: ${taints.join(', ')}`;
    return there === (wanted === 'with') ? undefined : `taints are ${taints.join(', ')}`;
  };

const unschedulable = has(node, { 'spec.unschedulable': true });
const schedulable = has(node, { 'spec.unschedulable': undefined });

export const nodes: readonly ActionCase[] = [
  {
    action: 'cordon',
    kind: 'Node',
    node: true,
    command: 'cordon {node}',
    calls,
    done: unschedulable,
    undo: { calls, undone: schedulable },
  },
  {
    action: 'uncordon',
    kind: 'Node',
    node: true,
    prepare: async (place) => change(place, node, { spec: { unschedulable: true } }),
    command: 'uncordon {node}',
    calls,
    done: schedulable,
    undo: { calls, undone: unschedulable },
  },
  {
    action: 'taint',
    kind: 'Node',
    node: true,
    command: 'taint {node} dedicated=batch:NoSchedule',
    calls,
    done: tainted('with'),
    undo: { calls, undone: tainted('without') },
  },
  {
    action: 'untaint',
    kind: 'Node',
    node: true,
    prepare: async (place) => {
      const taints = listField(await readAt(place, node), 'spec.taints');
      const dedicated = { key: 'dedicated', value: 'batch', effect: 'NoSchedule' };
      await change(place, node, { spec: { taints: [...taints, dedicated] } });
    },
    command: 'untaint {node} dedicated:NoSchedule',
    calls,
    done: all(tainted('without')),
    undo: { calls, undone: tainted('with') },
  },
];
