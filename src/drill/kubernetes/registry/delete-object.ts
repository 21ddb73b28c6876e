import * as errors from '../errors/api-errors.ts';
import type { KubeObject } from '../kube-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import type { Pod } from '../resources/workload-types.ts';
import type { ObjectStore } from './object-store.ts';
import type { DeleteOptions } from './write-context.ts';

/** What a deletion led to: the object is gone, or it waits (for its grace period or for finalizers). */
export interface DeletionOutcome {
  state: 'gone' | 'waiting';
  object: KubeObject;
}

function checkPreconditions(
  definition: ResourceDefinition,
  current: KubeObject,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = current;
  // The kind stands where the resource belongs: so does the API server (rest.BeforeDelete).
  const refuse = (why: string) => {
    throw errors.conflict({ group: definition.group, resource: definition.kind }, metadata.name, why);
  };
  if (uid !== undefined && uid !== metadata.uid) {
    refuse(
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    refuse(
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
  }
}

/** A pod that runs gets its grace period; one that is not scheduled or has ended goes at once. */
function gracePeriodOf(definition: ResourceDefinition, current: KubeObject, options: DeleteOptions): number {
  if (definition.resource !== 'pods') return 0;
  const { spec, status } = current as Pod;
  const ended = status.phase === 'Succeeded' || status.phase === 'Failed';
  if ((spec.nodeName ?? '') === '' || ended) return 0;
  return options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
}

function finalizersFor(
  definition: ResourceDefinition,
  current: KubeObject,
  options: DeleteOptions,
): string[] {
  const finalizers = [...(current.metadata.finalizers ?? [])];
  if (options.propagationPolicy === 'Foreground') finalizers.push('foregroundDeletion');
  if (options.propagationPolicy === 'Orphan') finalizers.push('orphan');
  // A namespace empties itself first; its finalizer stands in the spec, here it is one like the others.
  return definition.resource === 'namespaces' ? [...finalizers, 'kubernetes'] : finalizers;
}

function seconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/**
 * Deletes as the API server does.
 * @throws StatusError 409 when a precondition fails.
 */
export function deleteObject(
  parts: { store: ObjectStore; now: () => number },
  definition: ResourceDefinition,
  current: KubeObject,
  options: DeleteOptions,
): DeletionOutcome {
  checkPreconditions(definition, current, options);
  const grace = gracePeriodOf(definition, current, options);
  const finalizers = finalizersFor(definition, current, options);
  if (grace === 0 && finalizers.length === 0) {
    const last = structuredClone(current);
    if (definition.resource === 'pods') {
      // Pods end gracefully, if only for no time at all.
      last.metadata.deletionTimestamp ??= seconds(parts.now());
      last.metadata.deletionGracePeriodSeconds = 0;
    }
    if (options.mode === 'dry-run') return { state: 'gone', object: last };
    return { state: 'gone', object: parts.store.remove(definition, last) };
  }
  const already = current.metadata.deletionTimestamp !== undefined;
  const shorter = grace < (current.metadata.deletionGracePeriodSeconds ?? Number.POSITIVE_INFINITY);
  if (already && !shorter) return { state: 'waiting', object: current };
  const at = seconds(parts.now() + grace * 1000);
  const waiting = structuredClone(current);
  waiting.metadata.deletionTimestamp = at;
  waiting.metadata.deletionGracePeriodSeconds = grace;
  if (definition.generation !== 'none') waiting.metadata.generation = (current.metadata.generation ?? 0) + 1;
  if (finalizers.length > 0) waiting.metadata.finalizers = [...new Set(finalizers)];
  if (definition.resource === 'namespaces')
    waiting['status'] = { ...(waiting['status'] as object), phase: 'Terminating' };
  if (options.mode === 'dry-run') return { state: 'waiting', object: waiting };
  return { state: 'waiting', object: parts.store.put(definition, waiting) };
}
