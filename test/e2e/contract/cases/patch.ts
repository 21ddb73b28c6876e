import type { ContractCase, ContractStep } from '../contract-case.ts';
import { configMap, configMaps, deployment, deployments } from '../manifests.ts';

const web = `${deployments}/web`;
const patch = (
  name: string,
  contentType: string,
  body: unknown,
  more: Partial<ContractStep> = {},
): ContractStep => ({
  name,
  method: 'PATCH',
  path: web,
  contentType,
  body,
  ...more,
});
const images = [
  'spec.template.spec.containers.0.name',
  'spec.template.spec.containers.0.image',
  'spec.template.spec.containers.1.name',
  'spec.template.spec.containers.1.image',
];
const create: ContractStep = {
  name: 'a Deployment of no pods',
  method: 'POST',
  path: deployments,
  body: deployment('web', { replicas: 0 }),
  remember: { uid: 'metadata.uid' },
};
// From here on only the case's own requests move the resourceVersion.
const settled: ContractStep = {
  name: 'its controller has said its last word',
  path: web,
  until: { 'status.conditions.1.reason': 'NewReplicaSetAvailable', 'status.observedGeneration': 1 },
  remember: { rv: 'metadata.resourceVersion' },
};

export const patchCases: ContractCase[] = [
  {
    name: 'patch-forms',
    steps: [
      create,
      settled,
      patch(
        'merge changes what it names',
        'merge',
        { metadata: { annotations: { note: 'seen' } } },
        { compare: ['metadata.annotations.note', 'metadata.generation', ...images] },
      ),
      patch(
        'merge removes with null',
        'merge',
        { metadata: { annotations: { note: null } } },
        { compare: ['metadata.annotations.note'] },
      ),
      patch(
        'strategic merge keys containers by name',
        'strategic',
        { spec: { template: { spec: { containers: [{ name: 'app', image: 'registry.example/web:2' }] } } } },
        { compare: ['metadata.generation', ...images] },
      ),
      patch(
        'strategic merge keys environment by name',
        'strategic',
        {
          spec: {
            template: { spec: { containers: [{ name: 'app', env: [{ name: 'MODE', value: 'fast' }] }] } },
          },
        },
        { compare: ['spec.template.spec.containers.0.env'] },
      ),
      patch(
        'strategic merge deletes with a directive',
        'strategic',
        { spec: { template: { spec: { containers: [{ name: 'proxy', $patch: 'delete' }] } } } },
        { compare: images },
      ),
      patch(
        'merge replaces a whole list',
        'merge',
        {
          spec: { template: { spec: { containers: [{ name: 'only', image: 'registry.example/only:1' }] } } },
        },
        { compare: images },
      ),
      patch(
        'strategic merge replaces with a directive',
        'strategic',
        {
          spec: {
            template: {
              $patch: 'replace',
              metadata: { labels: { app: 'web' } },
              spec: { containers: [{ name: 'fresh', image: 'registry.example/fresh:1' }] },
            },
          },
        },
        { compare: [...images, 'spec.template.spec.containers.0.terminationMessagePath'] },
      ),
      patch(
        'JSON patch replaces',
        'json',
        [
          {
            op: 'replace',
            path: '/spec/template/spec/containers/0/image',
            value: 'registry.example/fresh:2',
          },
        ],
        { compare: ['metadata.generation', ...images] },
      ),
      patch(
        'JSON patch adds and removes',
        'json',
        [
          { op: 'add', path: '/metadata/labels/extra', value: 'yes' },
          { op: 'remove', path: '/metadata/labels/team' },
        ],
        { compare: ['metadata.labels'] },
      ),
      patch('JSON patch tests', 'json', [{ op: 'test', path: '/metadata/labels/extra', value: 'yes' }], {
        compare: ['metadata.labels'],
      }),
      patch(
        'a restart annotation in the template',
        'strategic',
        {
          spec: {
            template: {
              metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' } },
            },
          },
        },
        { compare: ['metadata.generation', 'spec.template.metadata.annotations'] },
      ),
      patch(
        'pause',
        'strategic',
        { spec: { paused: true } },
        { compare: ['spec.paused', 'metadata.generation'] },
      ),
      patch(
        'resume',
        'strategic',
        { spec: { paused: null } },
        { compare: ['spec.paused', 'metadata.generation'] },
      ),
      patch('an empty patch changes nothing', 'merge', {}, { compare: ['metadata.generation'] }),
    ],
  },
  {
    name: 'patch-refusals',
    steps: [
      create,
      settled,
      {
        name: 'a Deployment that is not there',
        method: 'PATCH',
        path: `${deployments}/none`,
        contentType: 'merge',
        body: {},
      },
      patch('an unsupported media type', 'application/json', { spec: { replicas: 1 } }),
      patch('a media type from elsewhere', 'text/plain', { spec: { replicas: 1 } }),
      patch('a JSON patch that is an object', 'json', { spec: {} }, { message: 'ignored' }),
      patch('a merge patch that is a list', 'merge', [], { message: 'ignored' }),
      patch('a patch that is no JSON', 'merge', '{"spec":', { message: 'ignored' }),
      patch('a JSON patch test that fails', 'json', [{ op: 'test', path: '/spec/replicas', value: 7 }]),
      patch('a JSON patch path that is not there', 'json', [
        { op: 'replace', path: '/spec/nothing/here', value: 1 },
      ]),
      patch(
        'a JSON patch operation that is unknown',
        'json',
        [{ op: 'jump', path: '/spec/replicas', value: 1 }],
        { message: 'ignored' },
      ),
      patch(
        'the selector is immutable',
        'merge',
        { spec: { selector: { matchLabels: { app: 'other' } } } },
        { message: 'ignored' },
      ),
      patch('an empty image', 'strategic', {
        spec: { template: { spec: { containers: [{ name: 'app', image: '' }] } } },
      }),
      patch('negative replicas', 'merge', { spec: { replicas: -3 } }),
      patch('replicas of the wrong type', 'merge', { spec: { replicas: 'many' } }, { message: 'ignored' }),
      patch('an unknown field is dropped', 'merge', { spec: { nothing: 1 } }, { compare: ['spec.nothing'] }),
      {
        ...patch('an unknown field with strict validation', 'merge', { spec: { nothing: 1 } }),
        path: `${web}?fieldValidation=Strict`,
        message: 'ignored',
      },
      { ...patch('a dry run of the wrong kind', 'merge', {}), path: `${web}?dryRun=Some` },
      {
        ...patch('a field manager that is too long', 'merge', {}),
        path: `${web}?fieldManager=${'m'.repeat(129)}`,
      },
      { ...patch('force without apply', 'merge', {}), path: `${web}?force=true` },
      {
        name: 'nothing of it happened',
        path: web,
        compare: ['metadata.generation', 'spec.replicas', ...images],
      },
    ],
  },
  {
    name: 'patch-locks',
    steps: [
      create,
      settled,
      patch(
        'a change moves the version',
        'merge',
        { metadata: { labels: { turn: '1' } } },
        { remember: { now: 'metadata.resourceVersion' } },
      ),
      patch('merge with an old version', 'merge', {
        metadata: { resourceVersion: '{rv}' },
        spec: { paused: true },
      }),
      patch('strategic merge with an old version', 'strategic', {
        metadata: { resourceVersion: '{rv}' },
        spec: { paused: true },
      }),
      patch('JSON patch that replaces the version with an old one', 'json', [
        { op: 'replace', path: '/metadata/resourceVersion', value: '{rv}' },
        { op: 'add', path: '/spec/paused', value: true },
      ]),
      patch('JSON patch that tests for an old version', 'json', [
        { op: 'test', path: '/metadata/resourceVersion', value: '{rv}' },
        { op: 'add', path: '/spec/paused', value: true },
      ]),
      patch(
        'another uid',
        'merge',
        {
          metadata: { uid: '11111111-2222-3333-4444-555555555555' },
          spec: { paused: true },
        },
        { message: 'ignored' },
      ),
      patch('another name', 'merge', { metadata: { name: 'other' } }),
      patch('nothing happened', 'merge', {}, { compare: ['spec.paused', 'metadata.generation'] }),
      patch(
        'the version that is',
        'merge',
        { metadata: { resourceVersion: '{now}', uid: '{uid}' }, spec: { minReadySeconds: 1 } },
        { compare: ['spec.minReadySeconds', 'metadata.generation'] },
      ),
    ],
  },
  {
    name: 'patch-records',
    steps: [
      create,
      settled,
      {
        ...patch('a dry run answers what would be', 'strategic', {
          spec: { template: { spec: { containers: [{ name: 'app', image: 'registry.example/web:9' }] } } },
        }),
        path: `${web}?dryRun=All&fieldManager=middlewatch-plan`,
        compare: ['metadata.generation', ...images, 'metadata.resourceVersion'],
      },
      {
        name: 'and leaves it as it was',
        path: web,
        compare: ['metadata.generation', 'metadata.resourceVersion', ...images],
      },
      {
        ...patch('a named manager', 'merge', { spec: { minReadySeconds: 2 } }),
        path: `${web}?fieldManager=middlewatch-rollback-01J`,
        compare: ['manager:middlewatch-rollback-01J'],
      },
      {
        ...patch('without a manager the user agent is it', 'merge', {
          metadata: { labels: { agent: 'yes' } },
        }),
        headers: { 'user-agent': 'curious/1.2 (linux)' },
        compare: ['manager:curious'],
      },
      {
        name: 'a ConfigMap by one hand',
        method: 'POST',
        path: `${configMaps}?fieldManager=helm`,
        body: configMap('shared', { a: '1', b: '1' }),
      },
      {
        name: 'and a key by another',
        method: 'PATCH',
        path: `${configMaps}/shared?fieldManager=kubectl-edit`,
        contentType: 'merge',
        body: { data: { b: '2' } },
        compare: ['manager:helm', 'manager:kubectl-edit'],
      },
    ],
  },
];
