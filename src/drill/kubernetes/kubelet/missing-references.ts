import type { Registry } from '../registry/registry.ts';
import { resourceByKey } from '../resources/resource-table.ts';
import type { Container, Pod } from '../resources/workload-types.ts';

type Kind = 'configmap' | 'secret';

interface Reference {
  kind: Kind;
  name: string;
  key?: string;
  optional?: boolean;
}

function environmentReferences(container: Container): Reference[] {
  const keyed = (container.env ?? []).flatMap(({ valueFrom }): Reference[] => {
    const config = valueFrom?.['configMapKeyRef'];
    const secret = valueFrom?.['secretKeyRef'];
    return [
      ...(config ? [{ kind: 'configmap' as const, name: config.name ?? '', ...config }] : []),
      ...(secret ? [{ kind: 'secret' as const, name: secret.name ?? '', ...secret }] : []),
    ];
  });
  const whole = (container.envFrom ?? []).flatMap(({ configMapRef, secretRef }): Reference[] => [
    ...(configMapRef ? [{ kind: 'configmap' as const, ...configMapRef }] : []),
    ...(secretRef ? [{ kind: 'secret' as const, ...secretRef }] : []),
  ]);
  return [...whole, ...keyed];
}

function fault(registry: Registry, namespace: string, reference: Reference): string | undefined {
  if (reference.optional === true) return undefined;
  const definition = resourceByKey(reference.kind === 'secret' ? 'secrets' : 'configmaps');
  const object = registry.store.read(definition, namespace, reference.name);
  if (object === undefined) return `${reference.kind} "${reference.name}" not found`;
  const data = { ...(object['data'] as object | undefined), ...(object['binaryData'] as object | undefined) };
  if (reference.key === undefined || reference.key in data) return undefined;
  const kind = reference.kind === 'secret' ? 'Secret' : 'ConfigMap';
  return `couldn't find key ${reference.key} in ${kind} ${namespace}/${reference.name}`;
}

/** Why the container cannot be configured, in the kubelet's words; undefined when everything it refers to is there. */
export function missingEnvironment(registry: Registry, pod: Pod, container: Container): string | undefined {
  const namespace = pod.metadata.namespace ?? '';
  const faults = environmentReferences(container).map((reference) => fault(registry, namespace, reference));
  return faults.find((text) => text !== undefined);
}

/** Why a volume of the pod cannot be mounted, in the kubelet's words. */
export function missingVolume(registry: Registry, pod: Pod): string | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const config = volume['configMap'] as { name?: string; optional?: boolean } | undefined;
    const secret = volume['secret'] as { secretName?: string; optional?: boolean } | undefined;
    const references: Reference[] = [
      ...(config
        ? [{ kind: 'configmap' as const, name: config.name ?? '', optional: config.optional ?? false }]
        : []),
      ...(secret
        ? [{ kind: 'secret' as const, name: secret.secretName ?? '', optional: secret.optional ?? false }]
        : []),
    ];
    for (const reference of references) {
      const why = fault(registry, pod.metadata.namespace ?? '', reference);
      if (why !== undefined)
        return `MountVolume.SetUp failed for volume "${String(volume['name'])}" : ${why}`;
    }
  }
  return undefined;
}
