import type { ContractCase, ContractStep } from '../contract-case.ts';

const nodes = '/api/v1/nodes';
// Both servers start with it, Ready.
const node = `${nodes}/node-2`;
const patch = (
  name: string,
  contentType: string,
  body: unknown,
  more: Partial<ContractStep> = {},
): ContractStep => ({
  name,
  method: 'PATCH',
  path: node,
  contentType,
  body,
  ...more,
});

export const nodeCases: ContractCase[] = [
  {
    name: 'nodes',
    steps: [
      patch(
        'a label',
        'merge',
        { metadata: { labels: { pool: 'spare' } } },
        {
          compare: ['metadata.generation', 'spec.unschedulable'],
          remember: { uid: 'metadata.uid', rv: 'metadata.resourceVersion' },
        },
      ),
      { name: 'is Ready', path: node, until: { 'spec.taints': undefined }, compare: ['kind'] },
      patch(
        'a dry run of cordon',
        'strategic',
        { spec: { unschedulable: true } },
        { path: `${node}?dryRun=All`, compare: ['spec.unschedulable'] },
      ),
      { name: 'changes nothing', path: node, compare: ['spec.unschedulable'] },
      patch(
        'cordon',
        'strategic',
        { spec: { unschedulable: true } },
        {
          path: `${node}?fieldManager=middlewatch-cordon-01J`,
          compare: ['spec.unschedulable', 'metadata.uid', 'metadata.generation'],
        },
      ),
      {
        name: 'a controller taints it',
        path: node,
        until: { 'spec.taints.0.key': 'node.kubernetes.io/unschedulable' },
        compare: ['spec.taints.0.effect', 'spec.taints.0.value'],
      },
      {
        name: 'it can be found by the field',
        path: `${nodes}?fieldSelector=spec.unschedulable%3Dtrue`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
      patch(
        'cordon again changes nothing',
        'merge',
        { spec: { unschedulable: true } },
        { compare: ['spec.unschedulable'] },
      ),
      patch('an old version is a conflict', 'merge', {
        metadata: { resourceVersion: '{rv}' },
        spec: { unschedulable: false },
      }),
      patch('another uid is refused', 'merge', {
        metadata: { uid: '11111111-2222-3333-4444-555555555555' },
        spec: { unschedulable: false },
      }),
      patch('uncordon', 'strategic', { spec: { unschedulable: null } }, { compare: ['spec.unschedulable'] }),
      {
        name: 'the taint goes',
        path: node,
        until: { 'spec.taints': undefined },
        compare: ['spec.unschedulable'],
      },
      patch(
        'a word where a boolean belongs',
        'merge',
        { spec: { unschedulable: 'yes' } },
        { message: 'ignored' },
      ),
      patch(
        'strategic merge replaces taints',
        'strategic',
        { spec: { taints: [{ key: 'a', value: '1', effect: 'NoSchedule' }] } },
        { compare: ['spec.taints'] },
      ),
      patch(
        'as it did before',
        'strategic',
        { spec: { taints: [{ key: 'b', value: '2', effect: 'NoExecute' }] } },
        { compare: ['spec.taints.0.key', 'spec.taints.1'] },
      ),
      patch('a taint without an effect is invalid', 'merge', { spec: { taints: [{ key: 'c' }] } }),
      patch('no taints', 'merge', { spec: { taints: null } }, { compare: ['spec.taints'] }),
      { name: 'a node that is not there', path: `${nodes}/none` },
      {
        name: 'cordon of it',
        method: 'PATCH',
        path: `${nodes}/none`,
        contentType: 'strategic',
        body: { spec: { unschedulable: true } },
      },
      {
        name: 'by label',
        path: `${nodes}?labelSelector=pool%3Dspare`,
        compare: ['kind', 'items.0.metadata.name', 'items.1'],
      },
    ],
  },
];
