import { describe, expect, it } from 'vitest';
import { applyStrategicMergePatch } from '../../../../src/drill/kubernetes/patch/strategic-merge-patch.ts';

type Row = [name: string, struct: string, document: object, patch: object, result: object];

const two = [
  { name: 'app', image: 'a:1', env: [{ name: 'A', value: '1' }] },
  { name: 'proxy', image: 'p:1' },
];

const rows: Row[] = [
  [
    'containers merge by name and stay where they are',
    'v1.PodSpec',
    { containers: two },
    { containers: [{ name: 'proxy', image: 'p:2' }] },
    { containers: [two[0]!, { name: 'proxy', image: 'p:2' }] },
  ],
  [
    'a new variable stands before the old ones',
    'v1.Container',
    { env: [{ name: 'A', value: '1' }] },
    { env: [{ name: 'B', value: '2' }] },
    {
      env: [
        { name: 'B', value: '2' },
        { name: 'A', value: '1' },
      ],
    },
  ],
  [
    'an item is deleted by its key',
    'v1.PodSpec',
    { containers: two },
    { containers: [{ name: 'proxy', $patch: 'delete' }] },
    { containers: [two[0]!] },
  ],
  [
    'a whole list is replaced when told so',
    'v1.PodSpec',
    { containers: two },
    { containers: [{ $patch: 'replace' }, { name: 'only', image: 'o:1' }] },
    { containers: [{ name: 'only', image: 'o:1' }] },
  ],
  [
    'an object is replaced when told so: the data of a ControllerRevision',
    'apps.StatefulSetSpec',
    { replicas: 3, template: { metadata: { labels: { a: '1', b: '2' } }, spec: { containers: two } } },
    { template: { $patch: 'replace', metadata: { labels: { a: '1' } }, spec: { containers: [two[0]] } } },
    { replicas: 3, template: { metadata: { labels: { a: '1' } }, spec: { containers: [two[0]!] } } },
  ],
  [
    'an object is emptied when told so',
    'v1.Container',
    { resources: { limits: { cpu: '1' } } },
    { resources: { $patch: 'delete' } },
    { resources: {} },
  ],
  [
    'null deletes',
    'v1.NodeSpec',
    { unschedulable: true, podCIDR: 'x' },
    { unschedulable: null },
    { podCIDR: 'x' },
  ],
  [
    'taints have no merge key: the list is replaced',
    'v1.NodeSpec',
    { taints: [{ key: 'a', effect: 'NoSchedule' }] },
    { taints: [{ key: 'b', effect: 'NoSchedule' }] },
    { taints: [{ key: 'b', effect: 'NoSchedule' }] },
  ],
  [
    'ports merge by containerPort, mounts by path, volumes by name',
    'v1.PodSpec',
    {
      containers: [
        {
          name: 'a',
          ports: [{ containerPort: 80, name: 'x' }],
          volumeMounts: [{ mountPath: '/a', name: 'v' }],
        },
      ],
      volumes: [{ name: 'v', emptyDir: {} }],
    },
    {
      containers: [
        {
          name: 'a',
          ports: [{ containerPort: 80, name: 'y' }],
          volumeMounts: [{ mountPath: '/a', readOnly: true }],
        },
      ],
      volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'c' } }],
    },
    {
      containers: [
        {
          name: 'a',
          ports: [{ containerPort: 80, name: 'y' }],
          volumeMounts: [{ mountPath: '/a', name: 'v', readOnly: true }],
        },
      ],
      volumes: [{ name: 'v', configMap: { name: 'c' } }],
    },
  ],
  [
    'conditions merge by type',
    'apps.DeploymentStatus',
    {
      conditions: [
        { type: 'Available', status: 'True' },
        { type: 'Progressing', status: 'True' },
      ],
    },
    { conditions: [{ type: 'Progressing', status: 'False' }] },
    {
      conditions: [
        { type: 'Available', status: 'True' },
        { type: 'Progressing', status: 'False' },
      ],
    },
  ],
  ['arguments are replaced', 'v1.Container', { args: ['a', 'b'] }, { args: ['c'] }, { args: ['c'] }],
  [
    'finalizers are a set',
    'meta.ObjectMeta',
    { finalizers: ['a', 'b'] },
    { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'] },
    { finalizers: ['c', 'b'] },
  ],
  [
    'the order is set when told so',
    'v1.PodSpec',
    { containers: two },
    {
      '$setElementOrder/containers': [{ name: 'proxy' }, { name: 'app' }],
      containers: [{ name: 'app', image: 'a:2' }],
    },
    { containers: [two[1]!, { ...two[0], image: 'a:2' }] },
  ],
];

describe('strategic merge patch', () => {
  it.each(rows)('%s', (_name, struct, document, patch, result) => {
    const before = structuredClone(document);
    expect(applyStrategicMergePatch(document as never, patch as never, struct)).toEqual(result);
    expect(document).toEqual(before);
  });

  it('an item without its key is refused', () => {
    const patch = { containers: [{ image: 'x' }] };
    expect(() => applyStrategicMergePatch({ containers: two }, patch, 'v1.PodSpec')).toThrow(
      'does not contain declared merge key: name',
    );
  });
});
