import type { ContractCase, ContractStep } from '../contract-case.ts';
import { deployment, deployments, pods, replicaSets, rolledOut } from '../manifests.ts';

const web = `${deployments}/web`;
const image = (tag: string) => ({
  spec: { template: { spec: { containers: [{ name: 'app', image: `registry.example/web:${tag}` }] } } },
});
const revision = 'metadata.annotations.deployment\\.kubernetes\\.io/revision';
const settled = (name: string, generation: number, more: Partial<ContractStep> = {}): ContractStep => ({
  name,
  path: web,
  until: { ...rolledOut(2, generation) },
  compare: [revision, 'metadata.generation', 'status.readyReplicas', 'status.unavailableReplicas'],
  ...more,
});
export const rollbackCases: ContractCase[] = [
  {
    name: 'rollback',
    steps: [
      {
        name: 'version 1',
        method: 'POST',
        path: deployments,
        body: {
          ...deployment('web', { replicas: 2 }),
          metadata: { name: 'web', annotations: { 'kubernetes.io/change-cause': 'first' } },
        },
        remember: { uid: 'metadata.uid' },
      },
      settled('rolls out', 1, {
        compare: [
          revision,
          'metadata.generation',
          'status.readyReplicas',
          'status.conditions.0.reason',
          'status.conditions.0.type',
          'status.conditions.0.status',
        ],
      }),
      {
        name: 'its ReplicaSet',
        path: `${replicaSets}?labelSelector=app%3Dweb`,
        compare: [
          'kind',
          `items.0.${revision}`,
          'items.0.metadata.annotations',
          'items.0.metadata.ownerReferences.0.kind',
          'items.0.metadata.ownerReferences.0.controller',
          'items.0.metadata.ownerReferences.0.blockOwnerDeletion',
          'items.0.metadata.ownerReferences.0.uid',
          'items.0.spec.replicas',
          'items.0.status.availableReplicas',
          'items.1',
        ],
        remember: { hash1: 'items.0.metadata.labels.pod-template-hash', rs1: 'items.0.metadata.name' },
      },
      {
        name: 'its pods',
        path: `${pods}?labelSelector=pod-template-hash%3D{hash1}`,
        compare: [
          'items.0.status.phase',
          'items.0.metadata.ownerReferences.0.kind',
          'items.0.metadata.ownerReferences.0.name',
          'items.1.status.phase',
          'items.2',
        ],
      },
      {
        name: 'version 2',
        method: 'PATCH',
        path: `${web}?fieldManager=kubectl-set`,
        contentType: 'strategic',
        body: {
          metadata: { annotations: { 'kubernetes.io/change-cause': 'second', extra: 'only-second' } },
          ...image('2'),
        },
        compare: ['metadata.generation'],
      },
      settled('rolls out too', 2),
      {
        name: 'the old ReplicaSet is kept at none',
        path: `${replicaSets}/{rs1}`,
        until: { 'spec.replicas': 0, 'status.replicas': 0 },
        compare: [revision],
      },
      {
        name: 'a dry run of the rollback',
        method: 'PATCH',
        path: `${web}?dryRun=All&fieldManager=middlewatch-plan`,
        contentType: 'json',
        body: [
          { op: 'replace', path: '/spec/template', value: deployment('web').spec.template },
          {
            op: 'replace',
            path: '/metadata/annotations',
            value: { 'kubernetes.io/change-cause': 'first', 'deployment.kubernetes.io/revision': '2' },
          },
        ],
        compare: ['metadata.generation', 'metadata.annotations', 'spec.template.spec.containers.0.image'],
      },
      {
        name: 'changes nothing',
        path: web,
        compare: ['metadata.generation', 'spec.template.spec.containers.0.image'],
        remember: { rv: 'metadata.resourceVersion' },
      },
      {
        name: 'the rollback, held to the version that was seen',
        method: 'PATCH',
        path: `${web}?fieldManager=middlewatch-rollback-01J`,
        contentType: 'json',
        body: [
          { op: 'replace', path: '/metadata/resourceVersion', value: '{rv}' },
          { op: 'replace', path: '/spec/template', value: deployment('web').spec.template },
          {
            op: 'replace',
            path: '/metadata/annotations',
            value: { 'kubernetes.io/change-cause': 'first', 'deployment.kubernetes.io/revision': '2' },
          },
        ],
        compare: ['metadata.generation', 'metadata.annotations', 'spec.template.spec.containers.0.image'],
      },
      settled('rolls out', 3),
      {
        name: 'the old ReplicaSet has the newest revision',
        path: `${replicaSets}/{rs1}`,
        until: { [revision]: '3', 'status.availableReplicas': 2 },
        compare: [
          'metadata.annotations.deployment\\.kubernetes\\.io/revision-history',
          'metadata.annotations.kubernetes\\.io/change-cause',
          'metadata.annotations.extra',
          'spec.replicas',
          'spec.template.metadata.labels.app',
        ],
      },
      {
        name: 'the same once more is a conflict',
        method: 'PATCH',
        path: web,
        contentType: 'json',
        body: [
          { op: 'replace', path: '/metadata/resourceVersion', value: '{rv}' },
          { op: 'replace', path: '/spec/template', value: deployment('web').spec.template },
        ],
      },
      {
        name: 'the events tell of scaling',
        path: '/api/v1/namespaces/{ns}/events?fieldSelector=reason%3DScalingReplicaSet',
        compare: [
          'kind',
          'items.0.type',
          'items.0.involvedObject.kind',
          'items.0.involvedObject.name',
          'items.0.involvedObject.uid',
          'items.0.source.component',
        ],
      },
    ],
  },
];
