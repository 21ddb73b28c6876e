import { admitPod, setPodDefaults } from './pod-defaults.ts';
import type { ResourceDefinition, SubresourceDefinition } from './resource-definition.ts';
import { validatePod, validatePodChange } from './validate-pod.ts';
import * as policy from './validate-policy.ts';
import * as workload from './validate-workload.ts';
import * as defaults from './workload-defaults.ts';

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const changeVerbs = ['get', 'patch', 'update'];

function status(kind: string): SubresourceDefinition {
  return { name: 'status', kind, verbs: changeVerbs };
}

const scale: SubresourceDefinition = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: changeVerbs,
};

type Row = Pick<ResourceDefinition, 'group' | 'version' | 'resource' | 'kind' | 'schema'> &
  Partial<ResourceDefinition>;

function row(given: Row): ResourceDefinition {
  return {
    singular: given.kind.toLowerCase(),
    shortNames: [],
    namespaced: true,
    verbs: allVerbs,
    subresources: [],
    generation: 'none',
    protectsStatus: given.subresources?.some(({ name }) => name === 'status') ?? false,
    unconditionalUpdate: true,
    createOnUpdate: false,
    answersDeleted: false,
    ...given,
  };
}

const core = { group: '', version: 'v1' };
const apps = { group: 'apps', version: 'v1' };
const batch = { group: 'batch', version: 'v1' };

/** Every resource that the simulated API serves, with what its registry knows in Kubernetes 1.34. */
export const resourceTable: readonly ResourceDefinition[] = [
  row({ ...core, resource: 'configmaps', kind: 'ConfigMap', schema: 'v1.ConfigMap', shortNames: ['cm'] }),
  row({
    ...core,
    resource: 'endpoints',
    singular: 'endpoints',
    kind: 'Endpoints',
    schema: 'v1.Endpoints',
    shortNames: ['ep'],
    createOnUpdate: true,
  }),
  row({
    ...core,
    resource: 'events',
    kind: 'Event',
    schema: 'v1.Event',
    shortNames: ['ev'],
    createOnUpdate: true,
    validate: policy.validateEvent,
  }),
  row({
    ...core,
    resource: 'limitranges',
    kind: 'LimitRange',
    schema: 'v1.LimitRange',
    shortNames: ['limits'],
  }),
  row({
    ...core,
    resource: 'namespaces',
    kind: 'Namespace',
    schema: 'v1.Namespace',
    shortNames: ['ns'],
    namespaced: false,
    verbs: allVerbs.filter((verb) => verb !== 'deletecollection'),
    subresources: [status('Namespace')],
    answersDeleted: true,
    setDefaults: defaults.setNamespaceDefaults,
  }),
  row({
    ...core,
    resource: 'nodes',
    kind: 'Node',
    schema: 'v1.Node',
    shortNames: ['no'],
    namespaced: false,
    subresources: [status('Node')],
    validate: policy.validateNode,
  }),
  row({
    ...core,
    resource: 'persistentvolumeclaims',
    kind: 'PersistentVolumeClaim',
    schema: 'v1.PersistentVolumeClaim',
    shortNames: ['pvc'],
    subresources: [status('PersistentVolumeClaim')],
    answersDeleted: true,
    setDefaults: defaults.setClaimDefaults,
  }),
  row({
    ...core,
    resource: 'persistentvolumes',
    kind: 'PersistentVolume',
    schema: 'v1.PersistentVolume',
    shortNames: ['pv'],
    namespaced: false,
    subresources: [status('PersistentVolume')],
    answersDeleted: true,
  }),
  row({
    ...core,
    resource: 'pods',
    kind: 'Pod',
    schema: 'v1.Pod',
    shortNames: ['po'],
    categories: ['all'],
    subresources: [
      { name: 'binding', kind: 'Binding', verbs: ['create'] },
      { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
      { name: 'log', kind: 'Pod', verbs: ['get'] },
      status('Pod'),
    ],
    generation: 'spec',
    answersDeleted: true,
    setDefaults: setPodDefaults,
    admit: admitPod,
    validate: validatePod,
    validateChange: validatePodChange,
  }),
  row({
    ...core,
    resource: 'resourcequotas',
    kind: 'ResourceQuota',
    schema: 'v1.ResourceQuota',
    shortNames: ['quota'],
    subresources: [status('ResourceQuota')],
    answersDeleted: true,
  }),
  row({
    ...core,
    resource: 'secrets',
    kind: 'Secret',
    schema: 'v1.Secret',
    setDefaults: defaults.setSecretDefaults,
  }),
  row({
    ...core,
    resource: 'serviceaccounts',
    kind: 'ServiceAccount',
    schema: 'v1.ServiceAccount',
    shortNames: ['sa'],
    answersDeleted: true,
  }),
  row({
    ...core,
    resource: 'services',
    kind: 'Service',
    schema: 'v1.Service',
    shortNames: ['svc'],
    categories: ['all'],
    subresources: [status('Service')],
    createOnUpdate: true,
    answersDeleted: true,
    setDefaults: defaults.setServiceDefaults,
    validate: policy.validateService,
  }),
  row({
    ...apps,
    resource: 'controllerrevisions',
    kind: 'ControllerRevision',
    schema: 'apps.ControllerRevision',
    validateChange: policy.validateControllerRevisionChange,
  }),
  row({
    ...apps,
    resource: 'daemonsets',
    kind: 'DaemonSet',
    schema: 'apps.DaemonSet',
    shortNames: ['ds'],
    categories: ['all'],
    subresources: [status('DaemonSet')],
    generation: 'spec',
    setDefaults: defaults.setDaemonSetDefaults,
    validate: workload.validateDaemonSet,
    validateChange: workload.validateSelectorChange,
  }),
  row({
    ...apps,
    resource: 'deployments',
    kind: 'Deployment',
    schema: 'apps.Deployment',
    shortNames: ['deploy'],
    categories: ['all'],
    subresources: [scale, status('Deployment')],
    generation: 'spec-and-annotations',
    setDefaults: defaults.setDeploymentDefaults,
    validate: workload.validateDeployment,
    validateChange: workload.validateSelectorChange,
  }),
  row({
    ...apps,
    resource: 'replicasets',
    kind: 'ReplicaSet',
    schema: 'apps.ReplicaSet',
    shortNames: ['rs'],
    categories: ['all'],
    subresources: [scale, status('ReplicaSet')],
    generation: 'spec',
    setDefaults: defaults.setReplicaSetDefaults,
    validate: workload.validateReplicaSet,
    validateChange: workload.validateSelectorChange,
  }),
  row({
    ...apps,
    resource: 'statefulsets',
    kind: 'StatefulSet',
    schema: 'apps.StatefulSet',
    shortNames: ['sts'],
    categories: ['all'],
    subresources: [scale, status('StatefulSet')],
    generation: 'spec',
    setDefaults: defaults.setStatefulSetDefaults,
    validate: workload.validateStatefulSet,
    validateChange: workload.validateStatefulSetChange,
  }),
  row({
    group: 'autoscaling',
    version: 'v2',
    resource: 'horizontalpodautoscalers',
    kind: 'HorizontalPodAutoscaler',
    schema: 'autoscaling.HorizontalPodAutoscaler',
    shortNames: ['hpa'],
    categories: ['all'],
    subresources: [status('HorizontalPodAutoscaler')],
    setDefaults: defaults.setAutoscalerDefaults,
    validate: policy.validateAutoscaler,
  }),
  row({
    ...batch,
    resource: 'cronjobs',
    kind: 'CronJob',
    schema: 'batch.CronJob',
    shortNames: ['cj'],
    categories: ['all'],
    subresources: [status('CronJob')],
    generation: 'spec',
    setDefaults: defaults.setCronJobDefaults,
    validate: workload.validateCronJob,
  }),
  row({
    ...batch,
    resource: 'jobs',
    kind: 'Job',
    schema: 'batch.Job',
    categories: ['all'],
    subresources: [status('Job')],
    generation: 'spec',
    setDefaults: defaults.setJobDefaults,
    validate: workload.validateJob,
    validateChange: workload.validateJobChange,
  }),
  row({
    group: 'coordination.k8s.io',
    version: 'v1',
    resource: 'leases',
    kind: 'Lease',
    schema: 'coordination.Lease',
    unconditionalUpdate: false,
    createOnUpdate: true,
  }),
  row({
    group: 'policy',
    version: 'v1',
    resource: 'poddisruptionbudgets',
    kind: 'PodDisruptionBudget',
    schema: 'policy.PodDisruptionBudget',
    shortNames: ['pdb'],
    subresources: [status('PodDisruptionBudget')],
    generation: 'spec',
    unconditionalUpdate: false,
    validate: policy.validateBudget,
  }),
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
