import type { KubeObject, Manifest, ObjectKey } from '../kube-object.ts';
import type { WriterIdentity } from '../kubernetes-handle.ts';
import { applyPatch } from '../patch/apply-patch.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import type { Registry } from '../registry/registry.ts';
import { resourceByKey, resourceByKind } from '../resources/resource-table.ts';
import { equalJson } from '../schema/equal-json.ts';

export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

const kubectl: WriterIdentity = { manager: 'kubectl-client-side-apply' };

function withLastApplied(manifest: Manifest): Manifest {
  const text = `${JSON.stringify(manifest)}\n`;
  const annotations = { ...manifest.metadata.annotations, [lastApplied]: text };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

/** What scenarios and tests do to the cluster as "somebody else", by the rules of the API, but not over HTTP. */
export class WorldWrites {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  apply(manifest: Manifest, writer: WriterIdentity = kubectl): KubeObject {
    const definition = resourceByKind(manifest.apiVersion, manifest.kind);
    const namespace = definition.namespaced ? (manifest.metadata.namespace ?? 'default') : '';
    const name = manifest.metadata.name ?? '';
    const context = { manager: writer.manager, mode: 'store' as const };
    const full = withLastApplied(manifest);
    if (this.#registry.store.read(definition, namespace, name) === undefined) {
      return this.#registry.create(definition, namespace, full, context);
    }
    const change = (current: KubeObject): unknown => {
      const before = JSON.parse(current.metadata.annotations?.[lastApplied] ?? '{}') as Record<
        string,
        unknown
      >;
      const patch = applyPatch(before, full, definition.schema);
      return applyStrategicMergePatch(current, patch, definition.schema);
    };
    return this.#registry.update(definition, namespace, name, change, context);
  }

  delete(key: ObjectKey): boolean {
    const definition = resourceByKey(key.resource);
    const namespace = key.namespace ?? '';
    if (this.#registry.store.read(definition, namespace, key.name) === undefined) return false;
    this.#registry.delete(definition, namespace, key.name, {
      mode: 'store',
      propagationPolicy: 'Background',
    });
    return true;
  }

  change(
    key: ObjectKey,
    mutate: (object: KubeObject) => void,
    writer: WriterIdentity = { manager: 'kubectl-edit' },
  ): KubeObject {
    const definition = resourceByKey(key.resource);
    const namespace = key.namespace ?? '';
    const current = this.#registry.get(definition, namespace, key.name);
    const draft = structuredClone(current);
    mutate(draft);
    const statusOnly =
      definition.protectsStatus &&
      !equalJson(draft['status'], current['status']) &&
      equalJson({ ...draft, status: null }, { ...current, status: null });
    const context = {
      manager: writer.manager,
      mode: 'store' as const,
      ...(statusOnly ? { subresource: 'status' as const } : {}),
    };
    return this.#registry.update(definition, namespace, key.name, () => draft, context);
  }
}
