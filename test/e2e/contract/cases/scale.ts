import type { ContractCase } from '../contract-case.ts';
import { deployment, deployments, workload } from '../manifests.ts';

const scale = `${deployments}/web/scale`;
const shape = ['apiVersion', 'kind', 'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec', 'status'];

export const scaleCases: ContractCase[] = [
  {
    name: 'scale',
    steps: [
      {
        name: 'a Deployment of no pods',
        method: 'POST',
        path: deployments,
        body: { ...deployment('web', { replicas: 0 }) },
        remember: { uid: 'metadata.uid' },
      },
      {
        name: 'its controller has seen it',
        path: `${deployments}/web`,
        until: { 'status.observedGeneration': 1 },
      },
      {
        name: 'the scale is an object of its own',
        path: scale,
        compare: shape,
        remember: { rv: 'metadata.resourceVersion' },
      },
      {
        name: 'a dry run',
        method: 'PATCH',
        path: `${scale}?dryRun=All`,
        contentType: 'merge',
        body: { spec: { replicas: 3 } },
        compare: ['spec', 'kind'],
      },
      { name: 'changes nothing', path: scale, compare: ['spec', 'metadata.resourceVersion'] },
      {
        name: 'an old version is a conflict',
        method: 'PATCH',
        path: scale,
        contentType: 'merge',
        body: { metadata: { resourceVersion: '1' }, spec: { replicas: 3 } },
      },
      {
        name: 'another uid is refused',
        method: 'PATCH',
        path: scale,
        contentType: 'merge',
        body: { metadata: { uid: '11111111-2222-3333-4444-555555555555' }, spec: { replicas: 3 } },
      },
      {
        name: 'negative replicas are invalid',
        method: 'PATCH',
        path: scale,
        contentType: 'merge',
        body: { spec: { replicas: -1 } },
      },
      {
        name: 'merge patch scales',
        method: 'PATCH',
        path: `${scale}?fieldManager=middlewatch-scale-01J`,
        contentType: 'merge',
        body: { metadata: { annotations: { lost: 'yes' } }, spec: { replicas: 2 } },
        compare: ['kind', 'spec', 'metadata.annotations'],
      },
      {
        name: 'the Deployment follows, the annotation is lost, the manager stays',
        path: `${deployments}/web`,
        compare: [
          'spec.replicas',
          'metadata.generation',
          'metadata.annotations.lost',
          'manager:middlewatch-scale-01J',
        ],
        until: { 'status.availableReplicas': 2 },
      },
      { name: 'the scale shows what is', path: scale, compare: ['spec', 'status'] },
      {
        name: 'strategic merge scales too',
        method: 'PATCH',
        path: scale,
        contentType: 'strategic',
        body: { spec: { replicas: 1 } },
        compare: ['spec'],
      },
      {
        name: 'JSON patch scales too',
        method: 'PATCH',
        path: scale,
        contentType: 'json',
        body: [{ op: 'replace', path: '/spec/replicas', value: 3 }],
        compare: ['spec'],
      },
      {
        name: 'three pods in the end',
        path: `${deployments}/web`,
        until: { 'status.availableReplicas': 3 },
        compare: [
          'status.replicas',
          'status.readyReplicas',
          'status.updatedReplicas',
          'status.observedGeneration',
        ],
      },
      {
        name: 'PUT with an old version is a conflict',
        method: 'PUT',
        path: scale,
        body: {
          apiVersion: 'autoscaling/v1',
          kind: 'Scale',
          metadata: { name: 'web', namespace: '{ns}', resourceVersion: '{rv}' },
          spec: { replicas: 4 },
        },
      },
      {
        name: 'PUT without one scales',
        method: 'PUT',
        path: scale,
        body: {
          apiVersion: 'autoscaling/v1',
          kind: 'Scale',
          metadata: { name: 'web', namespace: '{ns}' },
          spec: { replicas: 0 },
        },
        compare: ['kind', 'spec'],
      },
      {
        name: 'none in the end',
        path: `${deployments}/web`,
        until: { 'status.replicas': undefined },
        compare: ['spec.replicas', 'status.availableReplicas'],
      },
      { name: 'the scale of what is not there', path: `${deployments}/none/scale` },
      {
        name: 'patching it',
        method: 'PATCH',
        path: `${deployments}/none/scale`,
        contentType: 'merge',
        body: { spec: { replicas: 1 } },
      },
    ],
  },
  {
    name: 'scale-statefulset',
    steps: [
      {
        name: 'a StatefulSet',
        method: 'POST',
        path: '/apis/apps/v1/namespaces/{ns}/statefulsets',
        body: workload('StatefulSet', 'db', { replicas: 1 }),
        remember: { uid: 'metadata.uid' },
      },
      {
        name: 'its pod has a number',
        path: '/api/v1/namespaces/{ns}/pods/db-0',
        until: { 'status.phase': 'Running' },
        compare: [
          'metadata.ownerReferences.0.kind',
          'metadata.ownerReferences.0.controller',
          'metadata.labels.statefulset\\.kubernetes\\.io/pod-name',
        ],
      },
      {
        name: 'merge patch scales',
        method: 'PATCH',
        path: '/apis/apps/v1/namespaces/{ns}/statefulsets/db/scale',
        contentType: 'merge',
        body: { spec: { replicas: 2 } },
        compare: ['kind', 'spec', 'metadata.uid'],
      },
      {
        name: 'a second pod comes',
        path: '/apis/apps/v1/namespaces/{ns}/statefulsets/db',
        until: { 'status.readyReplicas': 2 },
        compare: [
          'status.replicas',
          'status.availableReplicas',
          'metadata.generation',
          'status.observedGeneration',
        ],
      },
      {
        name: 'revisions are kept apart',
        path: '/apis/apps/v1/namespaces/{ns}/controllerrevisions',
        compare: ['kind', 'items.0.revision', 'items.0.metadata.ownerReferences.0.kind', 'items.1'],
      },
    ],
  },
];
