import { expect, it } from 'vitest';
import { managedBy } from '../../../src/context/workload/managed-by.ts';
import type { JsonObject } from '../../../src/model/json.ts';

const object = (metadata: JsonObject): JsonObject => ({
  metadata: { namespace: 'shop', name: 'web', ...metadata },
});

it.each([
  ['nobody', {}, undefined],
  [
    'Argo CD',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'app:apps/Deployment:shop/web' } },
    'Argo CD application app',
  ],
  [
    'a copied Argo CD mark',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'app:apps/Deployment:other/web' } },
    undefined,
  ],
  ['an Argo CD label', { labels: { 'argocd.argoproj.io/instance': 'app' } }, 'Argo CD application app'],
  ['an Argo CD manager', { managedFields: [{ manager: 'argocd-controller' }] }, 'Argo CD'],
  [
    'Flux',
    {
      labels: {
        'kustomize.toolkit.fluxcd.io/name': 'apps',
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      },
    },
    'Flux Kustomization flux-system/apps',
  ],
  [
    'Flux that was told to leave it',
    {
      labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' },
      annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' },
    },
    undefined,
  ],
  [
    'a Flux HelmRelease',
    { labels: { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'shop' } },
    'Flux HelmRelease shop/web',
  ],
  [
    'Helm',
    {
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'web' },
    },
    'Helm release web',
  ],
  [
    'Flagger, and Kubernetes itself is no operator',
    {
      ownerReferences: [
        { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'web', uid: 'u', controller: true },
      ],
    },
    'Canary web (flagger.app)',
  ],
  [
    'a Deployment',
    {
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u', controller: true },
      ],
    },
    undefined,
  ],
  [
    'an operator',
    {
      ownerReferences: [
        { apiVersion: 'acid.zalan.do/v1', kind: 'postgresql', name: 'db', uid: 'u', controller: true },
      ],
    },
    'postgresql db (acid.zalan.do)',
  ],
  [
    'a ReplicaSet',
    {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'x', uid: 'u', controller: true }],
    },
    undefined,
  ],
])('%s', (_name, metadata, who) => {
  expect(managedBy('Deployment', object(metadata))).toBe(who);
});
