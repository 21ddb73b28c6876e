import type { ContractCase } from '../contract-case.ts';

const rollouts = '/apis/argoproj.io/v1alpha1/namespaces/{ns}/rollouts';
const canaries = '/apis/flagger.app/v1beta1/namespaces/{ns}/canaries';
const services = '/apis/networking.istio.io/v1beta1/namespaces/{ns}/virtualservices';
const manager = 'middlewatch-abort-rollout-01J';

/** Objects whose kinds tools define: what an action on them relies on. None of their controllers runs. */
export const customResourceCases: ContractCase[] = [
  {
    name: 'custom-resources',
    steps: [
      {
        name: 'a Rollout has a generation, and no status before its controller writes one',
        method: 'POST',
        path: rollouts,
        body: {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Rollout',
          metadata: { name: 'web', annotations: { mine: 'kept' } },
          spec: {
            replicas: 3,
            selector: { matchLabels: { app: 'web' } },
            strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } },
            template: {
              metadata: { labels: { app: 'web' } },
              spec: { containers: [{ name: 'app', image: 'web:1' }] },
            },
          },
          status: { phase: 'Healthy' },
        },
        compare: ['kind', 'apiVersion', 'spec', 'status', 'metadata.generation'],
      },
      {
        name: 'its template gets no defaults',
        path: `${rollouts}/web`,
        compare: ['spec.template'],
        remember: { rv: 'metadata.resourceVersion' },
      },
      {
        name: 'strategic merge has no type to merge by',
        method: 'PATCH',
        path: `${rollouts}/web`,
        contentType: 'strategic',
        body: { spec: { replicas: 4 } },
      },
      {
        name: 'the status is written below the object; annotations sent there are lost, the manager stays',
        method: 'PATCH',
        path: `${rollouts}/web/status?fieldManager=${manager}`,
        contentType: 'merge',
        body: {
          metadata: { annotations: { lost: 'yes' } },
          spec: { replicas: 9 },
          status: {
            abort: true,
            pauseConditions: [{ reason: 'CanaryPauseStep', startTime: '2026-11-24T03:00:00Z' }],
          },
        },
        compare: [
          'spec.replicas',
          'status',
          'metadata.annotations',
          'metadata.generation',
          `manager:${manager}`,
        ],
      },
      {
        name: 'an old version is a conflict there too',
        method: 'PATCH',
        path: `${rollouts}/web/status`,
        contentType: 'merge',
        body: { metadata: { resourceVersion: '{rv}' }, status: { abort: false } },
      },
      {
        name: 'a dry run there',
        method: 'PATCH',
        path: `${rollouts}/web/status?dryRun=All`,
        contentType: 'merge',
        body: { status: { abort: false } },
        compare: ['status.abort'],
      },
      { name: 'changes nothing', path: `${rollouts}/web`, compare: ['status.abort'] },
      {
        name: 'who only takes a field away owns none: no trace of the promotion is left',
        method: 'PATCH',
        path: `${rollouts}/web/status?fieldManager=middlewatch-promote-01J`,
        contentType: 'merge',
        body: { status: { pauseConditions: null } },
        compare: ['status', 'manager:middlewatch-promote-01J'],
      },
      {
        name: 'who sends an annotation along owns it, though it is dropped',
        method: 'PATCH',
        path: `${rollouts}/web/status?fieldManager=middlewatch-promote-02J`,
        contentType: 'merge',
        body: {
          metadata: { annotations: { 'middlewatch.dev/execution': 'middlewatch-promote-02J' } },
          status: { abort: null },
        },
        compare: ['status', 'metadata.annotations', 'manager:middlewatch-promote-02J'],
      },
      {
        name: 'the controller writes its status',
        method: 'PATCH',
        path: `${rollouts}/web/status?fieldManager=rollouts-controller`,
        contentType: 'merge',
        body: { status: { phase: 'Progressing', currentStepIndex: 2 } },
        compare: ['status'],
      },
      {
        name: 'and that trace is still there',
        path: `${rollouts}/web`,
        compare: ['metadata.annotations', 'manager:middlewatch-promote-02J'],
      },
      {
        name: 'a status sent with the object is ignored',
        method: 'PATCH',
        path: `${rollouts}/web?fieldManager=middlewatch-pause-01J`,
        contentType: 'merge',
        body: { spec: { paused: true }, status: { abort: false } },
        compare: ['spec.paused', 'status.abort', 'metadata.generation', 'manager:middlewatch-pause-01J'],
      },
      {
        name: 'an annotation does not move the generation',
        method: 'PATCH',
        path: `${rollouts}/web`,
        contentType: 'merge',
        body: { metadata: { annotations: { 'middlewatch.dev/execution': 'x' } } },
        compare: ['metadata.generation', 'metadata.annotations'],
      },
      {
        name: 'JSON patch replaces the template, with the version as its lock',
        method: 'PATCH',
        path: `${rollouts}/web`,
        contentType: 'json',
        body: [
          { op: 'replace', path: '/metadata/resourceVersion', value: '1' },
          { op: 'replace', path: '/spec/template', value: {} },
        ],
      },
      {
        name: 'the scale subresource sets replicas',
        method: 'PATCH',
        path: `${rollouts}/web/scale?fieldManager=middlewatch-scale-01J`,
        contentType: 'merge',
        body: { metadata: { annotations: { lost: 'yes' } }, spec: { replicas: 5 } },
        compare: ['kind', 'spec', 'metadata.annotations'],
      },
      {
        name: 'and nothing else',
        path: `${rollouts}/web`,
        compare: ['spec.replicas', 'metadata.annotations', 'metadata.generation'],
      },
    ],
  },
  {
    name: 'custom-fields',
    steps: [
      {
        name: 'a Canary',
        method: 'POST',
        path: canaries,
        body: {
          apiVersion: 'flagger.app/v1beta1',
          kind: 'Canary',
          metadata: { name: 'web' },
          spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, analysis: {} },
        },
        compare: ['spec', 'metadata.generation'],
      },
      {
        name: 'is suspended',
        method: 'PATCH',
        path: `${canaries}/web?fieldManager=middlewatch-halt-01J`,
        contentType: 'merge',
        body: { spec: { suspend: true } },
        compare: ['spec', 'manager:middlewatch-halt-01J'],
      },
      { name: 'a Canary has no scale', path: `${canaries}/web/scale`, message: 'any' },
      {
        name: 'a VirtualService without annotations',
        method: 'POST',
        path: services,
        body: {
          apiVersion: 'networking.istio.io/v1beta1',
          kind: 'VirtualService',
          metadata: { name: 'web' },
          spec: {
            hosts: ['web'],
            http: [
              {
                route: [
                  { destination: { host: 'web', subset: 'a' } },
                  { destination: { host: 'web', subset: 'b' }, weight: 20 },
                ],
              },
            ],
          },
        },
        compare: ['spec'],
      },
      {
        name: 'gets its weights by JSON patch, whether they were there or not',
        method: 'PATCH',
        path: `${services}/web?fieldManager=middlewatch-traffic-01J`,
        contentType: 'json',
        body: [
          { op: 'add', path: '/spec/http/0/route/0/weight', value: 100 },
          { op: 'add', path: '/spec/http/0/route/1/weight', value: 0 },
          { op: 'add', path: '/metadata/annotations', value: {} },
          {
            op: 'add',
            path: '/metadata/annotations/middlewatch.dev~1execution',
            value: 'middlewatch-traffic-01J',
          },
        ],
        compare: ['spec', 'metadata.annotations', 'metadata.generation'],
      },
    ],
  },
];
