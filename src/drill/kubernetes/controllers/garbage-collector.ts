import type { KubeObject } from '../kube-object.ts';
import { resourceKey } from '../resources/resource-definition.ts';
import { resourceTable } from '../resources/resource-table.ts';
import type { ControllerDefinition, ControllerTools } from './controller.ts';

function dependents(uid: string, { access }: ControllerTools): { resource: string; object: KubeObject }[] {
  return resourceTable.flatMap((definition) =>
    access
      .list(resourceKey(definition))
      .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
      .map((object) => ({ resource: resourceKey(definition), object })),
  );
}

function find(
  uid: string,
  { access }: ControllerTools,
): { resource: string; object: KubeObject } | undefined {
  for (const definition of resourceTable) {
    const object = access.list(resourceKey(definition)).find(({ metadata }) => metadata.uid === uid);
    if (object) return { resource: resourceKey(definition), object };
  }
  return undefined;
}

function withoutOwner(object: KubeObject, uid: string): void {
  const left = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
  if (left.length === 0) Reflect.deleteProperty(object.metadata, 'ownerReferences');
  else object.metadata.ownerReferences = left;
}

function dropFinalizer(
  owner: { resource: string; object: KubeObject },
  finalizer: string,
  { access }: ControllerTools,
): void {
  access.update(owner.resource, owner.object, (draft) => {
    draft.metadata.finalizers = (draft.metadata.finalizers ?? []).filter((one) => one !== finalizer);
  });
}

/** The owner waits for its dependents (foreground) or for their release (orphan). */
function serveFinalizer(owner: { resource: string; object: KubeObject }, tools: ControllerTools): void {
  const { uid, finalizers = [] } = owner.object.metadata;
  const below = dependents(uid, tools);
  if (finalizers.includes('orphan')) {
    for (const { resource, object } of below)
      tools.access.update(resource, object, (draft) => withoutOwner(draft, uid));
    dropFinalizer(owner, 'orphan', tools);
  } else if (finalizers.includes('foregroundDeletion')) {
    for (const { resource, object } of below) {
      if (object.metadata.deletionTimestamp === undefined) tools.access.delete(resource, object);
    }
    if (below.length === 0) dropFinalizer(owner, 'foregroundDeletion', tools);
  }
}

/** Deletes what belonged to deleted objects. Keys are uids of owners. */
export const garbageCollector: ControllerDefinition = {
  name: 'garbage-collector',
  manager: 'kube-controller-manager',
  concerns: ({ type, object }) => {
    const { uid, deletionTimestamp, finalizers = [], ownerReferences = [] } = object.metadata;
    const owners = type === 'DELETED' ? ownerReferences.map((owner) => owner.uid) : [];
    const waits = deletionTimestamp !== undefined && finalizers.length > 0;
    return type === 'DELETED' || waits ? [uid, ...owners] : owners;
  },
  reconcile: (uid, tools) => {
    const owner = find(uid, tools);
    if (owner) {
      if (owner.object.metadata.deletionTimestamp !== undefined) serveFinalizer(owner, tools);
      return;
    }
    for (const { resource, object } of dependents(uid, tools)) {
      const others = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid);
      if (others.some((reference) => find(reference.uid, tools))) {
        tools.access.update(resource, object, (draft) => withoutOwner(draft, uid));
      } else if (object.metadata.deletionTimestamp === undefined) {
        tools.access.delete(resource, object);
      }
    }
  },
};
