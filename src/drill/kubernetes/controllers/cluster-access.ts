import type { KubeObject, OwnerReference } from '../kube-object.ts';
import type { Registry } from '../registry/registry.ts';
import { apiVersionOf, type ResourceDefinition } from '../resources/resource-definition.ts';
import { resourceByKey } from '../resources/resource-table.ts';
import type { Pod } from '../resources/workload-types.ts';
import type { StoredObject } from './stored-object.ts';
import { equalJson } from '../schema/equal-json.ts';

/** `namespace/name`, the key of controllers' queues. */
export function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

export function splitKey(key: string): { namespace: string; name: string } {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
}

/** The owner that manages the object, if any. */
export function controllerOf({ metadata }: KubeObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

/** The reference by which a new object names its controller. */
export function ownerReference(owner: KubeObject, definition: ResourceDefinition): OwnerReference {
  const { name, uid } = owner.metadata;
  return {
    apiVersion: apiVersionOf(definition),
    kind: definition.kind,
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/**
 * How controllers read and write: typed, through the registry, under one manager's name. A write that changes nothing is
 * not made.
 */
export class ClusterAccess {
  readonly registry: Registry;
  readonly #manager: string;

  constructor(registry: Registry, manager: string) {
    this.registry = registry;
    this.#manager = manager;
  }

  read<Resource extends string>(resource: Resource, key: string): StoredObject<Resource> | undefined {
    const { namespace, name } = splitKey(key);
    return this.registry.store.read(resourceByKey(resource), namespace, name) as
      StoredObject<Resource> | undefined;
  }

  list<Resource extends string>(resource: Resource, namespace?: string): StoredObject<Resource>[] {
    return this.registry.store.list(resourceByKey(resource), namespace) as StoredObject<Resource>[];
  }

  /** Objects of the owner's namespace that it controls, by name. */
  owned<Resource extends string>(resource: Resource, owner: KubeObject): StoredObject<Resource>[] {
    return this.list(resource, owner.metadata.namespace).filter(
      (object) => controllerOf(object)?.uid === owner.metadata.uid,
    );
  }

  ownedPods(owner: KubeObject): Pod[] {
    return this.owned('pods', owner);
  }

  create(resource: string, namespace: string, body: unknown): KubeObject {
    return this.registry.create(resourceByKey(resource), namespace, body, {
      manager: this.#manager,
      mode: 'store',
    });
  }

  /** Changes spec or metadata; undefined when the object is gone. */
  update<T extends KubeObject>(resource: string, object: T, mutate: (draft: T) => void): T | undefined {
    return this.#write(resource, object, mutate, {});
  }

  /** Changes the status, and annotations where the resource lets a status write do so. */
  updateStatus<T extends KubeObject>(resource: string, object: T, mutate: (draft: T) => void): T | undefined {
    return this.#write(resource, object, mutate, { subresource: 'status' });
  }

  delete(resource: string, object: KubeObject): void {
    const { namespace = '', name } = object.metadata;
    const definition = resourceByKey(resource);
    if (this.registry.store.read(definition, namespace, name)?.metadata.uid !== object.metadata.uid) return;
    this.registry.delete(definition, namespace, name, { mode: 'store', propagationPolicy: 'Background' });
  }

  #write<T extends KubeObject>(
    resource: string,
    object: T,
    mutate: (draft: T) => void,
    through: { subresource?: 'status' },
  ): T | undefined {
    const definition = resourceByKey(resource);
    const { namespace = '', name, uid } = object.metadata;
    const current = this.registry.store.read(definition, namespace, name);
    if (current?.metadata.uid !== uid) return undefined;
    const draft = structuredClone(current) as T;
    mutate(draft);
    if (equalJson(draft, current)) return current as T;
    const context = { manager: this.#manager, mode: 'store' as const, ...through };
    return this.registry.update(definition, namespace, name, () => draft, context) as T;
  }
}
