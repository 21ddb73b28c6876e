import { describe, expect, it } from 'vitest';
import { collectionPath, objectPath } from '../../src/cluster/object-path.ts';

describe('objectPath', () => {
  it.each([
    [{ kind: 'Pod', namespace: 'shop', name: 'a' }, undefined, '/api/v1/namespaces/shop/pods/a'],
    [{ kind: 'Pod', namespace: 'shop', name: 'a' }, 'log', '/api/v1/namespaces/shop/pods/a/log'],
    [
      { kind: 'Deployment', namespace: 'shop', name: 'web' },
      'scale',
      '/apis/apps/v1/namespaces/shop/deployments/web/scale',
    ],
    [{ kind: 'Node', namespace: 'ignored', name: 'node-1' }, undefined, '/api/v1/nodes/node-1'],
    [
      { kind: 'HorizontalPodAutoscaler', namespace: 'shop', name: 'h' },
      undefined,
      '/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers/h',
    ],
  ] as const)('%j %s', (object, subresource, path) => {
    expect(objectPath(object, subresource)).toBe(path);
  });

  it.each(['', '.', '..', 'a/b', '../secrets', '%2e%2e'])('refuses the name %j', (name) => {
    expect(() => objectPath({ kind: 'Pod', namespace: 'shop', name })).toThrow(RangeError);
    expect(() => objectPath({ kind: 'Pod', namespace: name, name: 'a' })).toThrow(RangeError);
  });

  it.each(['Cluster', 'Sprocket', 'toString'])('knows no path for %s', (kind) => {
    expect(() => objectPath({ kind, name: 'a' })).toThrow('no API path');
  });

  it('refuses an object that should have a namespace and has none', () => {
    expect(() => objectPath({ kind: 'Pod', name: 'a' })).toThrow('has no namespace');
  });

  it('lists one namespace or all', () => {
    expect(collectionPath('ReplicaSet', 'shop')).toBe('/apis/apps/v1/namespaces/shop/replicasets');
    expect(collectionPath('Pod')).toBe('/api/v1/pods');
  });
});
