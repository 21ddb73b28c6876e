import type { ContractCase, ContractStep } from '../contract-case.ts';
import { configMaps, deployment, deployments } from '../manifests.ts';

const ask = (name: string, attributes: unknown, more: Partial<ContractStep> = {}): ContractStep => ({
  name,
  method: 'POST',
  path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  as: 'bot',
  body: {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: attributes },
  },
  compare: ['kind', 'status.allowed', 'status.denied'],
  ...more,
});
const asAna = { 'impersonate-user': 'ana@example.com', 'impersonate-group': ['sre', 'oncall'] };
const web = `${deployments}/web`;

export const accessCases: ContractCase[] = [
  {
    name: 'identity',
    steps: [
      { name: 'a wrong token', path: configMaps, as: 'wrong-token' },
      { name: 'no token', path: configMaps, as: 'no-token' },
      { name: 'no token, at the health check', path: '/livez', as: 'no-token', compare: ['text'] },
      { name: 'a reader may read', path: deployments, as: 'viewer', compare: ['kind'] },
      {
        name: 'a reader may not write',
        method: 'POST',
        path: deployments,
        body: deployment('web'),
        as: 'viewer',
      },
      { name: 'a reader may not read what was not granted', path: configMaps, as: 'viewer' },
      { name: 'nor anything of the cluster', path: '/api/v1/persistentvolumes', as: 'viewer' },
      { name: 'nor a named object', path: '/api/v1/namespaces/{ns}', as: 'viewer' },
      { name: 'nor a path that is no resource', path: '/metrics', as: 'viewer' },
      { name: 'forbidden comes before not found', path: `${configMaps}/none`, as: 'viewer' },
      {
        name: 'I am',
        method: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        as: 'viewer',
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
        compare: ['status.userInfo.username', 'status.userInfo.groups'],
      },
    ],
  },
  {
    name: 'access-reviews',
    steps: [
      ask('granted', { verb: 'patch', group: 'apps', resource: 'deployments', namespace: '{ns}' }),
      ask('granted for a subresource', {
        verb: 'patch',
        group: 'apps',
        resource: 'deployments',
        subresource: 'scale',
        namespace: '{ns}',
      }),
      ask('not granted', { verb: 'delete', group: 'apps', resource: 'deployments', namespace: '{ns}' }),
      ask('not granted in another group', {
        verb: 'patch',
        group: '',
        resource: 'deployments',
        namespace: '{ns}',
      }),
      ask('not granted for the cluster', { verb: 'patch', group: '', resource: 'nodes' }),
      ask('granted by name', { verb: 'impersonate', group: '', resource: 'users', name: 'ana@example.com' }),
      ask('not granted by another name', { verb: 'impersonate', group: '', resource: 'users', name: 'root' }),
      ask(
        'asked under another name',
        { verb: 'patch', group: 'apps', resource: 'deployments', namespace: '{ns}' },
        { headers: asAna },
      ),
      ask('refused under another name', { verb: 'patch', group: '', resource: 'nodes' }, { headers: asAna }),
      {
        name: 'about somebody else, without a grant',
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        as: 'bot',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SubjectAccessReview',
          spec: {
            user: 'ana@example.com',
            groups: ['sre'],
            resourceAttributes: { verb: 'patch', group: 'apps', resource: 'deployments' },
          },
        },
      },
      {
        name: 'about somebody else, with a grant',
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SubjectAccessReview',
          spec: {
            user: 'ana@example.com',
            groups: ['sre'],
            resourceAttributes: { verb: 'patch', group: 'apps', resource: 'deployments' },
          },
        },
        compare: ['kind', 'status.allowed'],
      },
    ],
  },
  {
    name: 'impersonation',
    steps: [
      {
        name: 'a Deployment of no pods',
        method: 'POST',
        path: deployments,
        body: deployment('web', { replicas: 0 }),
      },
      {
        name: 'under a name and groups that were granted',
        method: 'PATCH',
        path: web,
        as: 'bot',
        headers: asAna,
        contentType: 'merge',
        body: { metadata: { labels: { by: 'ana' } } },
        compare: ['metadata.labels.by'],
      },
      {
        name: 'and with the extra that was granted',
        path: web,
        as: 'bot',
        headers: { ...asAna, 'impersonate-extra-middlewatch-incident': 'inc-1' },
        compare: ['kind'],
      },
      {
        name: 'an extra that was not granted',
        path: web,
        as: 'bot',
        headers: { ...asAna, 'impersonate-extra-color': 'red' },
      },
      { name: 'a user that was not granted', path: web, as: 'bot', headers: { 'impersonate-user': 'root' } },
      {
        name: 'a group that was not granted',
        path: web,
        as: 'bot',
        headers: { 'impersonate-user': 'ana@example.com', 'impersonate-group': 'system:masters' },
      },
      {
        name: 'groups without a user',
        path: web,
        as: 'bot',
        headers: { 'impersonate-group': 'sre' },
        message: 'any',
      },
      {
        name: 'a viewer who impersonates',
        path: web,
        as: 'viewer',
        headers: { 'impersonate-user': 'ana@example.com' },
      },
      {
        name: 'without the groups the rights are not there',
        method: 'PATCH',
        path: web,
        as: 'bot',
        headers: { 'impersonate-user': 'ana@example.com' },
        contentType: 'merge',
        body: { metadata: { labels: { by: 'nobody' } } },
      },
      {
        name: 'the rights of the other person decide, not those of the bot',
        path: '/api/v1/nodes',
        as: 'bot',
        headers: asAna,
      },
      {
        name: 'who I am then',
        method: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        as: 'bot',
        headers: { ...asAna, 'impersonate-extra-middlewatch-incident': 'inc-1' },
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
        compare: ['status.userInfo.username', 'status.userInfo.groups', 'status.userInfo.extra'],
      },
      { name: 'nothing else happened', path: web, compare: ['metadata.labels'] },
    ],
  },
];
