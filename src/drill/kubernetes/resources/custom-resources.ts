import type { ResourceDefinition } from './resource-definition.ts';
import { row, scale, status } from './resource-row.ts';

/** Of a custom resource the simulated API knows no more than that spec and status are maps. */
export const customSchema = 'custom.Object';
const custom = { schema: customSchema, generation: 'spec', statusKeepsMetadata: true } as const;
const velero = { group: 'velero.io', version: 'v1' };

/**
 * Kinds of delivery, traffic, backup and secret tools and of autoscalers, as their definitions declare them. None of their controllers runs here: a scenario
 * or a test writes what they would.
 */
export const customResources: readonly ResourceDefinition[] = [
  row({
    ...custom,
    group: 'argoproj.io',
    version: 'v1alpha1',
    resource: 'rollouts',
    kind: 'Rollout',
    shortNames: ['ro'],
    subresources: [scale, status('Rollout')],
  }),
  row({
    ...custom,
    group: 'flagger.app',
    version: 'v1beta1',
    resource: 'canaries',
    kind: 'Canary',
    subresources: [status('Canary')],
  }),
  row({
    ...custom,
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    resource: 'httproutes',
    kind: 'HTTPRoute',
    subresources: [status('HTTPRoute')],
  }),
  row({
    ...custom,
    group: 'networking.istio.io',
    version: 'v1beta1',
    resource: 'virtualservices',
    kind: 'VirtualService',
    shortNames: ['vs'],
    subresources: [status('VirtualService')],
  }),
  row({
    ...custom,
    group: 'autoscaling.k8s.io',
    version: 'v1',
    resource: 'verticalpodautoscalers',
    kind: 'VerticalPodAutoscaler',
    shortNames: ['vpa'],
    subresources: [status('VerticalPodAutoscaler')],
  }),
  row({
    ...custom,
    group: 'external-secrets.io',
    version: 'v1',
    resource: 'externalsecrets',
    kind: 'ExternalSecret',
    shortNames: ['es'],
    subresources: [status('ExternalSecret')],
  }),
  row({
    ...custom,
    group: 'keda.sh',
    version: 'v1alpha1',
    resource: 'scaledobjects',
    kind: 'ScaledObject',
    shortNames: ['so'],
    subresources: [status('ScaledObject')],
  }),
  // Velero's have no status subresource.
  row({ ...custom, ...velero, resource: 'backups', kind: 'Backup' }),
  row({ ...custom, ...velero, resource: 'schedules', kind: 'Schedule' }),
  row({
    ...custom,
    ...velero,
    resource: 'backupstoragelocations',
    kind: 'BackupStorageLocation',
    shortNames: ['bsl'],
  }),
  row({
    group: 'networking.k8s.io',
    version: 'v1',
    schema: 'networking.Ingress',
    generation: 'spec',
    resource: 'ingresses',
    singular: 'ingress',
    kind: 'Ingress',
    shortNames: ['ing'],
    subresources: [status('Ingress')],
  }),
];
