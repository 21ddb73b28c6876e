import { usedOf } from '../registry/quota-admission.ts';
import type { ResourceQuota } from '../resources/workload-types.ts';
import { keyOf } from './cluster-access.ts';
import type { ControllerDefinition } from './controller.ts';

/** Shows in the status of quotas what their namespace uses. */
export const resourceQuotaController: ControllerDefinition = {
  name: 'resourcequota',
  manager: 'kube-controller-manager',
  concerns: ({ definition, object }, access) => {
    if (definition.resource === 'events' || definition.resource === 'leases') return [];
    return access.list('resourcequotas', object.metadata.namespace ?? '').map(keyOf);
  },
  reconcile: (key, { access, registry }) => {
    const quota = access.read('resourcequotas', key);
    if (quota?.spec.hard === undefined) return;
    const { hard } = quota.spec;
    const used = usedOf(registry.store, quota);
    access.updateStatus<ResourceQuota>('resourcequotas', quota, (draft) => {
      draft.status = { hard, used };
    });
  },
};
