import type { Json, JsonObject } from '../../../src/model/json.ts';

/** An object as the API server keeps it, as far as the actions of the model look at it. */
export interface ModelObject {
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    resourceVersion: string;
    generation: number;
    annotations: Record<string, string | null>;
    managedFields: { manager: string; subresource?: string; fieldsV1: JsonObject }[];
    ownerReferences?: JsonObject[];
  };
  spec: Record<string, Json>;
  status: JsonObject;
}

export const paths = {
  deployment: '/apis/apps/v1/namespaces/shop/deployments/checkout',
  node: '/api/v1/nodes/node-1',
  other: '/api/v1/nodes/node-2',
  pod: '/api/v1/namespaces/shop/pods/checkout-0',
  neighbour: '/api/v1/namespaces/shop/pods/cart-0',
} as const;

/** Of what a subresource's path is a part. */
export function objectOfPath(path: string): string {
  return path.replace(/\/(scale|eviction)$/, '');
}

/** As it is made anew: with a version, and so a uid, of its own. */
export function newObject(path: string, version: string): ModelObject {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const kind = path === paths.deployment ? 'Deployment' : path.includes('/nodes/') ? 'Node' : 'Pod';
  const owner = name.replace(/-0$/, '');
  const template = { metadata: {}, spec: { containers: [] } };
  return settled({
    kind,
    metadata: {
      name,
      ...(kind !== 'Node' && { namespace: 'shop' }),
      uid: `uid-${version}`,
      resourceVersion: version,
      generation: 1,
      annotations: {},
      managedFields: [],
      ...(kind === 'Pod' && {
        ownerReferences: [
          { kind: 'StatefulSet', name: owner, uid: `of-${owner}`.slice(0, 8), controller: true },
        ],
      }),
    },
    spec: {
      Deployment: { replicas: 3, paused: false, template },
      Node: {},
      Pod: { nodeName: 'node-1' },
    }[kind],
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  });
}

/** Controllers are as fast as can be here; what takes time is another test's. */
export function settled(object: ModelObject): ModelObject {
  const { spec, metadata } = object;
  if (object.kind === 'Node') {
    const taints =
      spec['unschedulable'] === true
        ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }]
        : [];
    return { ...object, spec: { ...spec, taints } };
  }
  if (object.kind !== 'Deployment') return object;
  const replicas = spec['replicas'] ?? 0;
  return {
    ...object,
    status: {
      observedGeneration: metadata.generation,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
    },
  };
}
