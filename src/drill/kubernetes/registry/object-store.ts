import type { KubeObject } from '../kube-object.ts';
import { resourceKey, type ResourceDefinition } from '../resources/resource-definition.ts';

/** One change, as watches send it. */
export interface StoreChange {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  definition: ResourceDefinition;
  object: KubeObject;
  /** The object before; undefined when it was added. */
  before: KubeObject | undefined;
  resourceVersion: number;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/**
 * The stored objects and the one counter that versions them. Stored objects are deeply frozen: a reader may keep them, a
 * writer clones. Knows nothing of validation or permissions.
 */
export class ObjectStore {
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #history: StoreChange[] = [];
  readonly #historyLimit: number;
  #version = 1;
  #forgotten = 0;

  constructor(options: { historyLimit: number }) {
    this.#historyLimit = options.historyLimit;
  }

  get version(): number {
    return this.#version;
  }

  /** Watches that ask for this version or an older one get 410 Expired. */
  get forgottenVersion(): number {
    return this.#forgotten;
  }

  read(definition: ResourceDefinition, namespace: string, name: string): KubeObject | undefined {
    return this.#objects.get(resourceKey(definition))?.get(`${namespace}/${name}`);
  }

  /** Sorted by namespace and name, as etcd lists keys. */
  list(definition: ResourceDefinition, namespace?: string): KubeObject[] {
    const all = this.#objects.get(resourceKey(definition));
    if (all === undefined) return [];
    const keys = [...all.keys()]
      .filter((key) => namespace === undefined || key.startsWith(`${namespace}/`))
      .sort();
    return keys.flatMap((key) => all.get(key) ?? []);
  }

  /** Stores the object under a new resourceVersion and tells everybody. Returns the stored, frozen object. */
  put(definition: ResourceDefinition, object: KubeObject): KubeObject {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const all = this.#objects.get(resourceKey(definition)) ?? new Map<string, KubeObject>();
    this.#objects.set(resourceKey(definition), all);
    const before = all.get(key);
    const stored = this.#versioned(object);
    all.set(key, stored);
    this.#tell({ type: before ? 'MODIFIED' : 'ADDED', definition, object: stored, before });
    return stored;
  }

  /** Removes the object; its last state is told under a new resourceVersion. */
  remove(definition: ResourceDefinition, object: KubeObject): KubeObject {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const before = this.#objects.get(resourceKey(definition))?.get(key);
    this.#objects.get(resourceKey(definition))?.delete(key);
    const last = this.#versioned(object);
    this.#tell({ type: 'DELETED', definition, object: last, before });
    return last;
  }

  /** Changes after a version, oldest first; only asked for versions after `forgottenVersion`. */
  changesSince(version: number): StoreChange[] {
    return this.#history.filter((change) => change.resourceVersion > version);
  }

  onChange(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #versioned(object: KubeObject): KubeObject {
    this.#version += 1;
    return freeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } });
  }

  #tell(change: Omit<StoreChange, 'resourceVersion'>): void {
    const told = { ...change, resourceVersion: this.#version };
    this.#history.push(told);
    if (this.#history.length > this.#historyLimit)
      this.#forgotten = this.#history.shift()?.resourceVersion ?? 0;
    for (const listener of [...this.#listeners]) listener(told);
  }
}
