import type { KubeObject, ObjectMeta } from '../kube-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { equalJson } from '../schema/equal-json.ts';
import type { WriteContext } from './write-context.ts';

/** Takes over what a client cannot change: identity, times, and, by the path that was written, spec or status. */
export function prepareChange(
  definition: ResourceDefinition,
  proposed: KubeObject,
  current: KubeObject,
  subresource: WriteContext['subresource'],
): KubeObject {
  const metadata: ObjectMeta = {
    ...proposed.metadata,
    creationTimestamp: current.metadata.creationTimestamp,
  };
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- a decoded body may lack what a stored object has
  if (metadata.uid === undefined) metadata.uid = current.metadata.uid;
  setOrDelete(metadata, 'generation', current.metadata.generation);
  if (current.metadata.deletionTimestamp !== undefined) {
    metadata.deletionTimestamp = current.metadata.deletionTimestamp;
    metadata.deletionGracePeriodSeconds ??= current.metadata.deletionGracePeriodSeconds ?? 0;
  }
  setOrDelete(metadata, 'managedFields', current.metadata.managedFields);
  if (subresource === 'status' && definition.statusKeepsMetadata === true)
    return { ...current, status: proposed['status'] };
  if (subresource === 'status') {
    setOrDelete(metadata, 'ownerReferences', current.metadata.ownerReferences);
    setOrDelete(metadata, 'finalizers', current.metadata.finalizers);
    return { ...current, metadata, status: proposed['status'] };
  }
  const changed: KubeObject = { ...proposed, metadata };
  if (definition.protectsStatus) changed['status'] = current['status'];
  return changed;
}

/**
 * What counts for the owners of fields: through the status subresource of a custom resource also annotations and labels
 * that were sent and are dropped afterwards (measured: the contract's `custom-resources`).
 */
export function ownedPart(
  definition: ResourceDefinition,
  object: KubeObject,
  proposed: KubeObject,
  subresource: WriteContext['subresource'],
): KubeObject {
  if (subresource !== 'status' || definition.statusKeepsMetadata !== true) return object;
  const metadata: ObjectMeta = { ...object.metadata };
  setOrDelete(metadata, 'annotations', proposed.metadata.annotations);
  setOrDelete(metadata, 'labels', proposed.metadata.labels);
  return { ...object, metadata };
}

/** Moves the generation when what it counts has changed; the object has its defaults by now. */
export function countGeneration(
  definition: ResourceDefinition,
  object: KubeObject,
  current: KubeObject,
): void {
  const annotationsCount = definition.generation === 'spec-and-annotations';
  const specChanged =
    !equalJson(object['spec'], current['spec']) ||
    (annotationsCount && !equalJson(object.metadata.annotations ?? {}, current.metadata.annotations ?? {}));
  if (definition.generation !== 'none' && specChanged) {
    object.metadata.generation = (current.metadata.generation ?? 0) + 1;
  }
}

function setOrDelete<Key extends keyof ObjectMeta>(
  metadata: ObjectMeta,
  key: Key,
  value: ObjectMeta[Key] | undefined,
): void {
  if (value === undefined) Reflect.deleteProperty(metadata, key);
  else metadata[key] = value;
}

/** Resources whose status a client may set when it creates them. */
const statusAtCreation: ReadonlySet<string> = new Set(['nodes', 'persistentvolumes']);

/** The server's part of a new object's metadata; the caller adds the name. */
export function prepareNew(
  definition: ResourceDefinition,
  object: KubeObject,
  given: { uid: string; now: string; name: string; namespace: string },
): KubeObject {
  const metadata: ObjectMeta = {
    ...object.metadata,
    name: given.name,
    uid: given.uid,
    creationTimestamp: given.now,
  };
  if (definition.namespaced) metadata.namespace = given.namespace;
  for (const key of [
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
    'managedFields',
  ] as const) {
    Reflect.deleteProperty(metadata, key);
  }
  Reflect.deleteProperty(metadata, 'resourceVersion');
  Reflect.deleteProperty(metadata, 'selfLink');
  if (definition.generation !== 'none') metadata.generation = 1;
  const created: KubeObject = { ...object, metadata };
  if (definition.protectsStatus && !statusAtCreation.has(definition.resource))
    Reflect.deleteProperty(created, 'status');
  return created;
}
