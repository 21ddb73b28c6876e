import * as errors from '../errors/api-errors.ts';
import type { KubeObject } from '../kube-object.ts';
import { writeQuantity } from '../../../model/quantity.ts';
import { parseQuantity } from '../resources/quantity.ts';
import { groupResourceOf, type ResourceDefinition } from '../resources/resource-definition.ts';
import { findResource } from '../resources/resource-table.ts';
import type { Claim, ResourceQuota } from '../resources/workload-types.ts';
import type { ObjectStore } from './object-store.ts';
import { usedOf } from './quota-admission.ts';

const size = 'requests.storage';
const sizeOf = (claim: Claim): string => claim.spec.resources?.requests?.['storage'] ?? '0';

/**
 * Refuses a larger claim where its volume cannot grow, or where a quota has no room for it.
 * @throws StatusError 403 in the words of the admission plugins PersistentVolumeClaimResize and ResourceQuota.
 */
export function admitClaimGrowth(
  store: ObjectStore,
  definition: ResourceDefinition,
  change: { object: KubeObject; before: KubeObject },
): void {
  if (definition.kind !== 'PersistentVolumeClaim') return;
  const [claim, old] = [change.object as Claim, change.before as Claim];
  const more = parseQuantity(sizeOf(claim)) - parseQuantity(sizeOf(old));
  if (more <= 0) return;
  const refuse = (why: string) => {
    throw errors.forbidden(groupResourceOf(definition), claim.metadata.name, why);
  };
  if (old.status.phase !== 'Bound') refuse('Only bound persistent volume claims can be expanded');
  const classes = findResource('storage.k8s.io', 'storageclasses');
  const found = classes && store.read(classes, '', claim.spec.storageClassName ?? '');
  if (found?.['allowVolumeExpansion'] !== true) {
    refuse(
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  }
  const quotas = findResource('', 'resourcequotas');
  for (const stored of quotas ? store.list(quotas, claim.metadata.namespace ?? '') : []) {
    const quota = stored as ResourceQuota;
    const hard = quota.spec.hard?.[size];
    const used = usedOf(store, quota)[size];
    if (hard === undefined || parseQuantity(used) + more <= parseQuantity(hard)) continue;
    refuse(
      `exceeded quota: ${quota.metadata.name}, requested: ${size}=${writeQuantity(more, hard)}, used: ${size}=${used ?? '0'}, limited: ${size}=${hard}`,
    );
  }
}
