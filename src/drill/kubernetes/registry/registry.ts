import * as errors from '../errors/api-errors.ts';
import { StatusError } from '../errors/status-error.ts';
import { unreadableNumber } from '../errors/go-text.ts';
import type { KubeObject } from '../kube-object.ts';
import { apiVersionOf, groupResourceOf, type ResourceDefinition } from '../resources/resource-definition.ts';
import { findResource } from '../resources/resource-table.ts';
import { validateMetaChange, validateNewMeta } from '../resources/validate-meta.ts';
import { decodeObject } from '../schema/decode-object.ts';
import { equalJson } from '../schema/equal-json.ts';
import { admitClaimGrowth } from './claim-admission.ts';
import { deleteObject, type DeletionOutcome } from './delete-object.ts';
import type { Identifiers } from './identifiers.ts';
import { updateManagedFields } from './managed-fields.ts';
import type { ObjectStore } from './object-store.ts';
import { countGeneration, ownedPart, prepareChange, prepareNew } from './prepare-object.ts';
import { admitWithinQuota } from './quota-admission.ts';
import type { DeleteOptions, WriteContext } from './write-context.ts';

/** RFC 3339 with seconds, as object metadata carries times. */
export function timestamp(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Which resources' names are DNS labels instead of subdomains. */
const labelNames: ReadonlySet<string> = new Set(['namespaces', 'services']);

/**
 * Creates, changes and deletes objects by the rules of the API server: defaults, validation, generation, managed fields,
 * optimistic locking, dry run. The HTTP layer and the controllers write through it alike.
 * Every method throws StatusError when the API server would refuse.
 */
export class Registry {
  readonly store: ObjectStore;
  readonly identifiers: Identifiers;
  readonly now: () => number;

  constructor(parts: { store: ObjectStore; identifiers: Identifiers; now: () => number }) {
    this.store = parts.store;
    this.identifiers = parts.identifiers;
    this.now = parts.now;
  }

  /** @throws StatusError 404 */
  get(definition: ResourceDefinition, namespace: string, name: string): KubeObject {
    const object = this.store.read(definition, namespace, name);
    if (object === undefined) throw errors.notFound(groupResourceOf(definition), name);
    return object;
  }

  /** @param input what was sent, decoded or not; unknown fields are dropped. */
  create(
    definition: ResourceDefinition,
    namespace: string,
    input: unknown,
    context: WriteContext,
  ): KubeObject {
    const decoded = decodeObject(definition.schema, input).object as unknown as KubeObject;
    const { generateName = '' } = decoded.metadata;
    const given = (decoded.metadata as { name?: string }).name ?? '';
    const name =
      given !== '' || generateName === '' ? given : this.#generate(definition, namespace, generateName);
    const sentVersion = (decoded.metadata as { resourceVersion?: string }).resourceVersion ?? '';
    const key = `${definition.resource} ${namespace}/${name}`;
    const now = timestamp(this.now());
    const identity = { uid: this.identifiers.uid(key), now, name, namespace };
    const prepared = this.#decode(definition, prepareNew(definition, decoded, identity));
    prepared.apiVersion = apiVersionOf(definition);
    prepared.kind = definition.kind;
    definition.setDefaults?.(prepared);
    definition.count?.(prepared, undefined);
    const object = this.#decode(definition, prepared);
    const before = decodeObject(definition.schema, {}).object;
    const writer = { ...context, apiVersion: apiVersionOf(definition), time: now };
    object.metadata.managedFields = updateManagedFields(
      definition.schema,
      { before, after: object },
      [],
      writer,
    );
    definition.admit?.(object);
    this.#admit(definition, object);
    const faults = [
      ...validateNewMeta(object, { kind: definition.kind, labelName: labelNames.has(definition.resource) }),
      ...(definition.validate?.(object) ?? []),
    ];
    if (faults.length > 0) throw errors.invalid(definition, name, faults);
    if (object.metadata.managedFields.length === 0) Reflect.deleteProperty(object.metadata, 'managedFields');
    if (this.store.read(definition, namespace, name) !== undefined) {
      throw errors.alreadyExists(groupResourceOf(definition), name);
    }
    if (sentVersion !== '') {
      throw new StatusError(500, { message: 'resourceVersion should not be set on objects to be created' });
    }
    return context.mode === 'dry-run' ? object : this.store.put(definition, object);
  }

  /**
   * Reads, changes and stores an object under its lock.
   * @param change gets the stored object and answers the proposed one; a resourceVersion in it must be the stored one.
   */
  update(
    definition: ResourceDefinition,
    namespace: string,
    name: string,
    change: (current: KubeObject) => unknown,
    context: WriteContext,
  ): KubeObject {
    const current = this.get(definition, namespace, name);
    const proposed = this.#decode(definition, change(current));
    proposed.apiVersion = current.apiVersion;
    proposed.kind = current.kind;
    this.#lock(definition, proposed, current, context);
    const prepared = prepareChange(definition, proposed, current, context.subresource);
    if (context.subresource !== 'status') {
      definition.setDefaults?.(prepared);
      definition.count?.(prepared, current);
      definition.admitChange?.(prepared);
    }
    const object = this.#decode(definition, prepared);
    if (context.subresource !== 'status') countGeneration(definition, object, current);
    const writer = {
      manager: context.manager,
      subresource: context.subresource,
      apiVersion: apiVersionOf(definition),
      // The scale subresource leaves no time.
      time: context.subresource === 'scale' ? undefined : timestamp(this.now()),
    };
    const entries = current.metadata.managedFields ?? [];
    object.metadata.managedFields = updateManagedFields(
      definition.schema,
      { before: current, after: ownedPart(definition, object, proposed, context.subresource) },
      entries,
      writer,
    );
    object.metadata.resourceVersion = current.metadata.resourceVersion;
    if (equalJson(object, current)) return current;
    if (context.subresource !== 'status')
      admitClaimGrowth(this.store, definition, { object, before: current });
    const metaFaults = validateMetaChange(object, current);
    const faults = [
      ...metaFaults,
      // Checked for all resources, and once more by all but the budgets' own rules: each fault shows twice.
      ...(definition.kind === 'PodDisruptionBudget' ? [] : metaFaults),
      ...(definition.kind === 'Node' ? (definition.validate?.(object) ?? []) : []),
      ...(context.subresource === 'status' ? [] : (definition.validate?.(object) ?? [])),
      ...(context.subresource === 'status' ? [] : (definition.validateChange?.(object, current) ?? [])),
    ];
    if (faults.length > 0) throw errors.invalid(definition, name, faults);
    if (context.mode === 'dry-run') return object;
    const finished =
      object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).length === 0;
    const awaited = definition.resource === 'pods' && (object.metadata.deletionGracePeriodSeconds ?? 0) > 0;
    if (finished && !awaited && !equalJson(object.metadata.finalizers, current.metadata.finalizers)) {
      return this.store.remove(definition, object);
    }
    return this.store.put(definition, object);
  }

  delete(
    definition: ResourceDefinition,
    namespace: string,
    name: string,
    options: DeleteOptions,
  ): DeletionOutcome {
    const current = this.get(definition, namespace, name);
    return deleteObject({ store: this.store, now: this.now }, definition, current, options);
  }

  #decode(definition: ResourceDefinition, value: unknown): KubeObject {
    return structuredClone(decodeObject(definition.schema, value).object) as unknown as KubeObject;
  }

  #generate(definition: ResourceDefinition, namespace: string, generateName: string): string {
    // The API server cuts long prefixes so that the suffix still fits (apiserver pkg/storage/names).
    return `${generateName.slice(0, 58)}${this.identifiers.suffix(`${definition.resource} ${namespace}/${generateName}`)}`;
  }

  #lock(
    definition: ResourceDefinition,
    proposed: KubeObject,
    current: KubeObject,
    context: WriteContext,
  ): void {
    const resource = groupResourceOf(definition);
    const name = current.metadata.name;
    if (context.expectedUid !== undefined && context.expectedUid !== current.metadata.uid) {
      throw errors.conflict(
        resource,
        name,
        `StorageError: invalid object, Code: 4, Key: ${storageKey(definition, current)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${context.expectedUid}, UID in object meta: ${current.metadata.uid}`,
      );
    }
    const version = (proposed.metadata as { resourceVersion?: string }).resourceVersion ?? '';
    if (version === '' && !definition.unconditionalUpdate) {
      const fault = {
        type: 'FieldValueInvalid',
        field: 'metadata.resourceVersion',
        message: 'Invalid value: 0: must be specified for an update',
      } as const;
      throw errors.invalid({ group: definition.group, kind: definition.resource }, name, [fault]);
    }
    if (!/^\d*$/.test(version))
      throw new StatusError(500, { message: unreadableNumber('ParseUint', version) });
    if (version !== '' && version !== current.metadata.resourceVersion) {
      throw errors.conflict(resource, name, errors.modifiedMessage);
    }
  }

  #admit(definition: ResourceDefinition, object: KubeObject): void {
    if (!definition.namespaced) return;
    const namespace = object.metadata.namespace ?? '';
    const namespaces = findResource('', 'namespaces');
    const found = namespaces && this.store.read(namespaces, '', namespace);
    if (found === undefined) throw errors.notFound({ group: '', resource: 'namespaces' }, namespace);
    if (found.metadata.deletionTimestamp !== undefined) {
      throw errors.forbidden(
        groupResourceOf(definition),
        object.metadata.name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
      );
    }
    admitWithinQuota(this.store, definition, object);
  }
}

/** Where etcd keeps the object; error messages show it. Nodes are still minions there. */
function storageKey({ resource, group }: ResourceDefinition, { metadata }: KubeObject): string {
  const special: Record<string, string> = {
    nodes: 'minions',
    services: 'services/specs',
    endpoints: 'services/endpoints',
  };
  const folder = group === '' ? (special[resource] ?? resource) : resource;
  return `/registry/${folder}/${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}
