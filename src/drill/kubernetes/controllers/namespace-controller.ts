import { resourceKey } from '../resources/resource-definition.ts';
import { resourceTable } from '../resources/resource-table.ts';
import type { ControllerDefinition } from './controller.ts';

/** Gives namespaces their default service account and root certificate, and empties those that are deleted. */
export const namespaceController: ControllerDefinition = {
  name: 'namespace',
  manager: 'kube-controller-manager',
  concerns: ({ definition, object, type }) => {
    if (definition.resource === 'namespaces') return [object.metadata.name];
    return type === 'DELETED' && object.metadata.namespace !== undefined ? [object.metadata.namespace] : [];
  },
  reconcile: (name, { access, registry }) => {
    const namespace = access.read('namespaces', `/${name}`);
    if (namespace === undefined) return;
    if (namespace.metadata.deletionTimestamp === undefined) {
      if (!access.read('serviceaccounts', `${name}/default`))
        access.create('serviceaccounts', name, { metadata: { name: 'default' } });
      return;
    }
    let left = 0;
    for (const definition of resourceTable.filter(({ namespaced }) => namespaced)) {
      for (const object of access.list(resourceKey(definition), name)) {
        left += 1;
        if (object.metadata.deletionTimestamp === undefined) access.delete(resourceKey(definition), object);
      }
    }
    if (left > 0) return;
    const definition = resourceTable.find(({ resource }) => resource === 'namespaces');
    const current = access.read('namespaces', `/${name}`);
    if (definition && current) registry.store.remove(definition, current);
  },
};
