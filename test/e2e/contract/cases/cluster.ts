import type { ContractCase } from '../contract-case.ts';
import { configMap, configMaps, deployment, deployments, replicaSets } from '../manifests.ts';

const events = '/api/v1/namespaces/{ns}/events';
const event = (name: string, uid: string, type: string, reason: string) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name },
  involvedObject: { apiVersion: 'v1', kind: 'ConfigMap', namespace: '{ns}', name: 'thing', uid },
  type,
  reason,
  message: 'something was seen',
  source: { component: 'contract' },
});

export const clusterCases: ContractCase[] = [
  {
    name: 'discovery',
    steps: [
      { name: 'the version', path: '/version', compare: ['gitVersion', 'major', 'minor'] },
      { name: 'alive', path: '/livez', compare: ['text'] },
      { name: 'ready', path: '/readyz', compare: ['text'] },
      { name: 'healthy', path: '/healthz', compare: ['text'] },
      { name: 'the core versions', path: '/api', compare: ['kind', 'versions'] },
      { name: 'the groups', path: '/apis', compare: ['kind', 'apiVersion'] },
      { name: 'the resources of a group', path: '/apis/apps/v1', compare: ['kind', 'groupVersion'] },
      { name: 'a path that is nothing', path: '/nothing', compare: ['paths.0', 'text'], message: 'ignored' },
    ],
  },
  {
    name: 'events',
    steps: [
      {
        name: 'a warning',
        method: 'POST',
        path: events,
        body: event('thing.1', 'aaaaaaaa-0000-0000-0000-000000000001', 'Warning', 'Broken'),
        compare: ['kind', 'type', 'reason'],
      },
      {
        name: 'a normal one',
        method: 'POST',
        path: events,
        body: event('thing.2', 'aaaaaaaa-0000-0000-0000-000000000002', 'Normal', 'Fine'),
      },
      {
        name: 'by the uid of its object',
        path: `${events}?fieldSelector=involvedObject.uid%3Daaaaaaaa-0000-0000-0000-000000000001`,
        compare: ['kind', 'items.0.metadata.name', 'items.1'],
      },
      {
        name: 'by name and kind of its object',
        path: `${events}?fieldSelector=involvedObject.name%3Dthing,involvedObject.kind%3DConfigMap`,
        compare: ['items.0.metadata.name', 'items.1.metadata.name', 'items.2'],
      },
      {
        name: 'by type',
        path: `${events}?fieldSelector=type%3DWarning`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
      {
        name: 'by reason',
        path: `${events}?fieldSelector=reason%3DFine`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
      {
        name: 'not of a type',
        path: `${events}?fieldSelector=type!%3DNormal`,
        compare: ['items.0.metadata.name', 'items.1'],
      },
    ],
  },
  {
    name: 'quota',
    steps: [
      {
        name: 'a quota of no pods',
        method: 'POST',
        path: '/api/v1/namespaces/{ns}/resourcequotas',
        body: {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'small' },
          spec: { hard: { pods: '0' } },
        },
        compare: ['kind', 'spec'],
      },
      {
        name: 'is counted',
        path: '/api/v1/namespaces/{ns}/resourcequotas/small',
        until: { 'status.used.pods': '0' },
        compare: ['status.hard'],
      },
      {
        name: 'a Deployment passes',
        method: 'POST',
        path: deployments,
        body: deployment('web', { replicas: 1 }),
        compare: ['kind'],
      },
      {
        name: 'its pods do not, and it says so',
        path: `${deployments}/web`,
        until: { 'status.unavailableReplicas': 1 },
        compare: ['status.replicas'],
      },
      {
        name: 'in words',
        path: replicaSets,
        until: { 'items.0.status.conditions.0.type': 'ReplicaFailure' },
        compare: ['items.0.status.conditions.0.status', 'items.0.status.conditions.0.reason'],
      },
      {
        name: 'a pod of one’s own is forbidden',
        method: 'POST',
        path: '/api/v1/namespaces/{ns}/pods',
        body: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'own' },
          spec: { containers: [{ name: 'app', image: 'registry.example/web:1' }] },
        },
      },
    ],
  },
  {
    name: 'autoscaler',
    steps: [
      {
        name: 'an autoscaler',
        method: 'POST',
        path: '/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers',
        body: {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'web' },
          spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
            minReplicas: 2,
            maxReplicas: 5,
            metrics: [
              {
                type: 'Resource',
                resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
              },
            ],
          },
        },
        compare: [
          'kind',
          'apiVersion',
          'spec.minReplicas',
          'spec.maxReplicas',
          'spec.scaleTargetRef',
          'spec.metrics',
        ],
      },
      {
        name: 'its bounds are patched',
        method: 'PATCH',
        path: '/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers/web',
        contentType: 'merge',
        body: { spec: { minReplicas: 3, maxReplicas: 9 } },
        compare: ['spec.minReplicas', 'spec.maxReplicas'],
      },
      {
        name: 'a minimum above the maximum is invalid',
        method: 'PATCH',
        path: '/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers/web',
        contentType: 'merge',
        body: { spec: { minReplicas: 10 } },
      },
      {
        name: 'they are listed',
        path: '/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers',
        compare: ['kind', 'items.0.metadata.name', 'items.1'],
      },
    ],
  },
  {
    name: 'watch',
    steps: [
      {
        name: 'a ConfigMap',
        method: 'POST',
        path: configMaps,
        body: configMap('seen', { a: '1' }),
        remember: { rv: 'metadata.resourceVersion' },
      },
      {
        name: 'is changed',
        method: 'PATCH',
        path: `${configMaps}/seen`,
        contentType: 'merge',
        body: { data: { a: '2' } },
      },
      { name: 'and deleted', method: 'DELETE', path: `${configMaps}/seen`, compare: ['status'] },
      {
        name: 'a watch from the first version tells both',
        path: `${configMaps}?watch=true&timeoutSeconds=1&resourceVersion={rv}&fieldSelector=metadata.name%3Dseen`,
        compare: ['events'],
      },
    ],
  },
];
