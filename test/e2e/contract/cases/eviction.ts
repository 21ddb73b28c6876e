import type { ContractCase, ContractStep } from '../contract-case.ts';
import { deployment, deployments, pods, rolledOut } from '../manifests.ts';

const budgets = '/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets';
const evict = (name: string, pod: string, more: Partial<ContractStep> = {}): ContractStep => ({
  name,
  method: 'POST',
  path: `${pods}/${pod}/eviction`,
  body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: '{ns}' } },
  ...more,
});

export const evictionCases: ContractCase[] = [
  {
    name: 'eviction',
    steps: [
      { name: 'two pods', method: 'POST', path: deployments, body: deployment('web', { replicas: 2 }) },
      { name: 'run', path: `${deployments}/web`, until: rolledOut(2, 1) },
      {
        name: 'a budget that spares none',
        method: 'POST',
        path: budgets,
        body: {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name: 'web-budget' },
          spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
        },
        compare: ['kind', 'spec'],
      },
      {
        name: 'is counted',
        path: `${budgets}/web-budget`,
        until: { 'status.observedGeneration': 1, 'status.currentHealthy': 2 },
        compare: [
          'status.disruptionsAllowed',
          'status.desiredHealthy',
          'status.expectedPods',
          'status.conditions.0.type',
          'status.conditions.0.status',
          'status.conditions.0.reason',
        ],
      },
      {
        name: 'a pod',
        path: `${pods}?labelSelector=app%3Dweb`,
        remember: { pod: 'items.0.metadata.name', uid: 'items.0.metadata.uid' },
      },
      evict('a dry run is judged too', '{pod}', {
        body: {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: '{pod}', namespace: '{ns}' },
          deleteOptions: { dryRun: ['All'] },
        },
      }),
      evict('a dry run of the query is judged too', '{pod}', { path: `${pods}/{pod}/eviction?dryRun=All` }),
      evict('an eviction breaks the budget', '{pod}', { compare: ['header:retry-after'] }),
      evict('a pod that is not there', 'none'),
      {
        name: 'the pod stayed',
        path: `${pods}/{pod}`,
        compare: ['metadata.deletionTimestamp', 'status.phase'],
      },
      {
        name: 'a budget that spares one',
        method: 'PATCH',
        path: `${budgets}/web-budget`,
        contentType: 'merge',
        body: { spec: { minAvailable: 1 } },
        compare: ['metadata.generation'],
      },
      {
        name: 'is counted anew',
        path: `${budgets}/web-budget`,
        until: { 'status.observedGeneration': 2, 'status.disruptionsAllowed': 1 },
        compare: ['status.desiredHealthy'],
      },
      evict('a dry run passes', '{pod}', {
        body: {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: '{pod}', namespace: '{ns}' },
          deleteOptions: { dryRun: ['All'] },
        },
        compare: ['kind', 'status'],
      }),
      evict('the eviction passes', '{pod}', { compare: ['kind', 'status', 'code'] }),
      { name: 'the pod goes', path: `${pods}/{pod}`, until: { reason: 'NotFound' } },
      {
        name: 'another comes',
        path: `${deployments}/web`,
        until: rolledOut(2, 1),
        compare: ['status.readyReplicas'],
      },
    ],
  },
  {
    name: 'pods',
    steps: [
      {
        name: 'a pod of nobody',
        method: 'POST',
        path: pods,
        body: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'lonely', labels: { app: 'lonely' } },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [{ name: 'app', image: 'registry.example/web:1' }],
          },
        },
        compare: [
          'kind',
          'spec.restartPolicy',
          'spec.dnsPolicy',
          'spec.schedulerName',
          'spec.terminationGracePeriodSeconds',
          'status.phase',
          'status.qosClass',
        ],
        remember: { uid: 'metadata.uid' },
      },
      {
        name: 'runs',
        path: `${pods}/lonely`,
        until: { 'status.phase': 'Running', 'status.containerStatuses.0.ready': true },
        compare: [
          'status.containerStatuses.0.ready',
          'status.containerStatuses.0.restartCount',
          'status.containerStatuses.0.name',
        ],
      },
      {
        name: 'by phase',
        path: `${pods}?fieldSelector=status.phase%3DRunning`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
      { name: 'by phase, none', path: `${pods}?fieldSelector=status.phase%3DFailed`, compare: ['items'] },
      {
        name: 'a second condition',
        path: `${pods}?fieldSelector=status.phase%3DRunning,spec.nodeName!%3D`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
      {
        name: 'an image may change',
        method: 'PATCH',
        path: `${pods}/lonely`,
        contentType: 'strategic',
        body: { spec: { containers: [{ name: 'app', image: 'registry.example/web:2' }] } },
        compare: ['spec.containers.0.image'],
      },
      { name: 'a log of a container that is not there', path: `${pods}/lonely/log?container=none` },
      { name: 'a log of a pod that is not there', path: `${pods}/none/log` },
      {
        name: 'another uid is not deleted',
        method: 'DELETE',
        path: `${pods}/lonely`,
        body: { preconditions: { uid: '11111111-2222-3333-4444-555555555555' } },
      },
      {
        name: 'the right one is, with its grace',
        method: 'DELETE',
        path: `${pods}/lonely`,
        body: { preconditions: { uid: '{uid}' } },
        compare: ['kind', 'metadata.name', 'metadata.deletionGracePeriodSeconds'],
      },
      { name: 'it goes', path: `${pods}/lonely`, until: { reason: 'NotFound' } },
    ],
  },
];
