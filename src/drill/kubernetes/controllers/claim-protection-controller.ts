import { claimProtection } from '../resources/workload-defaults.ts';
import { keyOf } from './cluster-access.ts';
import type { ControllerDefinition } from './controller.ts';

/** Lets a deleted claim go when no pod uses it. */
export const claimProtectionController: ControllerDefinition = {
  name: 'claim-protection',
  manager: 'kube-controller-manager',
  concerns: ({ definition, object, type }, access) => {
    if (definition.resource === 'persistentvolumeclaims') return [keyOf(object)];
    const gone = definition.resource === 'pods' && type === 'DELETED';
    return gone ? access.list('persistentvolumeclaims', object.metadata.namespace).map(keyOf) : [];
  },
  reconcile: (key, { access }) => {
    const claim = access.read('persistentvolumeclaims', key);
    if (claim?.metadata.deletionTimestamp === undefined) return;
    const used = access.list('pods', claim.metadata.namespace).some(({ spec }) =>
      (spec.volumes ?? []).some((volume) => {
        const source = volume['persistentVolumeClaim'] as { claimName?: string } | undefined;
        return source?.claimName === claim.metadata.name;
      }),
    );
    if (used) return;
    access.update('persistentvolumeclaims', claim, (draft) => {
      draft.metadata.finalizers = (draft.metadata.finalizers ?? []).filter((one) => one !== claimProtection);
    });
  },
};
