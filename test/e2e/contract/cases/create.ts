import type { ContractCase } from '../contract-case.ts';
import { configMap, configMaps, deployment, deployments, workload } from '../manifests.ts';

const created = [
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.labels',
  'metadata.generation',
];

export const createCases: ContractCase[] = [
  {
    name: 'create',
    steps: [
      {
        name: 'a Deployment is created with its defaults',
        method: 'POST',
        path: `${deployments}?fieldManager=contract`,
        body: deployment('web', { replicas: 2 }),
        remember: { uid: 'metadata.uid' },
        compare: [
          ...created,
          'spec.replicas',
          'spec.strategy',
          'spec.revisionHistoryLimit',
          'spec.progressDeadlineSeconds',
          'spec.selector',
          'spec.template',
          'manager:contract',
        ],
      },
      {
        name: 'the same name again is a conflict',
        method: 'POST',
        path: deployments,
        body: deployment('web'),
      },
      {
        name: 'a StatefulSet gets its own defaults',
        method: 'POST',
        path: '/apis/apps/v1/namespaces/{ns}/statefulsets',
        body: workload('StatefulSet', 'db'),
        compare: [...created, 'spec.podManagementPolicy', 'spec.updateStrategy', 'spec.revisionHistoryLimit'],
      },
      {
        name: 'a dry run answers like a creation',
        method: 'POST',
        path: `${deployments}?dryRun=All`,
        body: deployment('ghost'),
        compare: [...created, 'spec.replicas'],
      },
      { name: 'and leaves nothing behind', path: `${deployments}/ghost` },
      {
        name: 'an unknown dryRun value is refused',
        method: 'POST',
        path: `${deployments}?dryRun=Some`,
        body: deployment('ghost'),
      },
      {
        name: 'generateName makes a name',
        method: 'POST',
        path: configMaps,
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } },
        compare: ['kind', 'metadata.generateName'],
      },
      {
        name: 'a body of another namespace is refused',
        method: 'POST',
        path: configMaps,
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'elsewhere' } },
      },
      {
        name: 'a body of another kind is refused',
        method: 'POST',
        path: deployments,
        body: configMap('x', {}),
      },
      {
        name: 'a body without a name is refused',
        method: 'POST',
        path: configMaps,
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} },
      },
      {
        name: 'a name with a capital is invalid',
        method: 'POST',
        path: configMaps,
        body: configMap('Not-Good', {}),
      },
      {
        name: 'a selector that its template does not match is invalid',
        method: 'POST',
        path: deployments,
        body: {
          ...deployment('odd'),
          spec: { ...deployment('odd').spec, selector: { matchLabels: { app: 'other' } } },
        },
      },
      {
        name: 'a container without an image is invalid',
        method: 'POST',
        path: deployments,
        body: {
          ...deployment('odd'),
          spec: {
            ...deployment('odd').spec,
            template: { metadata: { labels: { app: 'odd' } }, spec: { containers: [{ name: 'app' }] } },
          },
        },
      },
      {
        name: 'negative replicas are invalid',
        method: 'POST',
        path: deployments,
        body: { ...deployment('odd'), spec: { ...deployment('odd').spec, replicas: -1 } },
      },
      {
        name: 'replicas that are no number cannot be read',
        method: 'POST',
        path: deployments,
        body: { ...deployment('odd'), spec: { ...deployment('odd').spec, replicas: 'three' } },
        message: 'ignored',
      },
      {
        name: 'a body that is no JSON cannot be read',
        method: 'POST',
        path: configMaps,
        body: '{"kind":',
        message: 'ignored',
      },
      {
        name: 'a namespace that is not there is named',
        method: 'POST',
        path: '/apis/apps/v1/namespaces/nowhere/deployments',
        body: { ...deployment('web'), metadata: { name: 'web' } },
      },
    ],
  },
];
