import { coreResources } from './core-resources.ts';
import { customResources } from './custom-resources.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import { workloadResources } from './workload-resources.ts';

/** Every resource that the simulated API serves, with what its registry knows in Kubernetes 1.34. */
export const resourceTable: readonly ResourceDefinition[] = [
  ...coreResources,
  ...workloadResources,
  ...customResources,
];

/** The definition of `deployments` in group `apps`, or undefined. */
export function findResource(group: string, resource: string): ResourceDefinition | undefined {
  return resourceTable.find((one) => one.group === group && one.resource === resource);
}

/** The definition for a key such as `pods` or `deployments.apps`; the group may be left out where the plural is unambiguous. */
export function resourceByKey(key: string): ResourceDefinition {
  const [resource = '', ...group] = key.split('.');
  const found = resourceTable.find(
    (one) => one.resource === resource && (group.length === 0 || one.group === group.join('.')),
  );
  if (found === undefined) throw new Error(`the simulated Kubernetes has no resource ${key}`);
  return found;
}

/** The definition for an object by what it says of itself, or undefined. */
export function findKind(apiVersion: string, kind: string): ResourceDefinition | undefined {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return resourceTable.find((one) => one.group === group && one.kind === kind);
}

/** The definition for an object by what it says of itself. */
export function resourceByKind(apiVersion: string, kind: string): ResourceDefinition {
  const found = findKind(apiVersion, kind);
  if (found === undefined) throw new Error(`the simulated Kubernetes has no kind ${kind} in ${apiVersion}`);
  return found;
}
