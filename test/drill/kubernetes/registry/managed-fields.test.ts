import { expect, it } from 'vitest';
import {
  comparePaths,
  fromFieldsV1,
  toFieldsV1,
} from '../../../../src/drill/kubernetes/registry/field-paths.ts';
import { updateManagedFields } from '../../../../src/drill/kubernetes/registry/managed-fields.ts';

const writer = (manager: string, time: string) => ({ manager, apiVersion: 'v1', time });
const map = (data: Record<string, string>) => ({ metadata: {}, data });

it('whoever changes a key owns it; whoever had it loses it', () => {
  const first = updateManagedFields(
    'v1.ConfigMap',
    { before: { metadata: {} }, after: map({ a: '1', b: '1' }) },
    [],
    writer('helm', 't1'),
  );
  expect(first[0]?.fieldsV1).toEqual({ 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} } });
  const second = updateManagedFields(
    'v1.ConfigMap',
    { before: map({ a: '1', b: '1' }), after: map({ a: '1', b: '2' }) },
    first,
    writer('kubectl-edit', 't2'),
  );
  expect(second.map(({ manager, fieldsV1 }) => [manager, fieldsV1])).toEqual([
    ['helm', { 'f:data': { '.': {}, 'f:a': {} } }],
    ['kubectl-edit', { 'f:data': { 'f:b': {} } }],
  ]);
  const third = updateManagedFields(
    'v1.ConfigMap',
    { before: map({ a: '1', b: '2' }), after: map({ b: '2' }) },
    second,
    writer('kubectl-edit', 't3'),
  );
  expect(third.map(({ manager, fieldsV1 }) => [manager, fieldsV1])).toEqual([
    ['helm', { 'f:data': {} }],
    ['kubectl-edit', { 'f:data': { 'f:b': {} } }],
  ]);
});

it('items of a list are named by their keys, and a path by itself when it has children', () => {
  const before = { containers: [{ name: 'app', image: 'a:1', resources: {} }] };
  const after = {
    containers: [
      { name: 'app', image: 'a:2', resources: {}, ports: [{ containerPort: 80, protocol: 'TCP' }] },
    ],
  };
  const { changed, removed } = comparePaths('v1.PodSpec', before, after);
  expect(removed.size).toBe(0);
  const fields = toFieldsV1(changed);
  const port = { '.': {}, 'f:containerPort': {}, 'f:protocol': {} };
  expect(fields).toEqual({
    'f:containers': {
      'k:{"name":"app"}': {
        'f:image': {},
        'f:ports': { '.': {}, 'k:{"containerPort":80,"protocol":"TCP"}': port },
      },
    },
  });
  expect(fromFieldsV1(fields)).toEqual(changed);
});
