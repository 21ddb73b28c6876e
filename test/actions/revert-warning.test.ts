import { describe, expect, it } from 'vitest';
import { revertWarning } from '../../src/actions/revert-warning.ts';
import type { JsonObject } from '../../src/model/json.ts';

const object = (metadata: JsonObject): JsonObject => ({
  metadata: { name: 'checkout', namespace: 'shop', ...metadata },
});
const tracking = (id: string): JsonObject =>
  object({ annotations: { 'argocd.argoproj.io/tracking-id': id } });

describe('who takes a change back', () => {
  it.each([
    [
      'Argo CD by its tracking id',
      tracking('web:apps/Deployment:shop/checkout'),
      'Argo CD application web owns',
    ],
    [
      'Argo CD by its label',
      object({ labels: { 'argocd.argoproj.io/instance': 'web' } }),
      'application web owns',
    ],
    [
      'Argo CD by server-side apply',
      object({
        labels: { 'app.kubernetes.io/instance': 'web' },
        managedFields: [{ manager: 'argocd-controller' }],
      }),
      'application web owns',
    ],
    [
      'a Flux Kustomization',
      object({
        labels: {
          'kustomize.toolkit.fluxcd.io/name': 'apps',
          'kustomize.toolkit.fluxcd.io/namespace': 'flux',
        },
      }),
      'Flux Kustomization flux/apps owns',
    ],
    ['a Flux HelmRelease', object({ labels: { 'helm.toolkit.fluxcd.io/name': 'web' } }), 'HelmRelease web'],
    ['Helm', object({ annotations: { 'meta.helm.sh/release-name': 'web' } }), 'Helm release web'],
    [
      'an operator',
      object({ ownerReferences: [{ kind: 'Shop', name: 'main', controller: true, uid: 'u' }] }),
      'Shop main owns this',
    ],
  ])('%s', (_name, subject, message) => {
    expect(revertWarning(subject)).toContain(message);
  });

  it.each([
    ['nobody', object({})],
    ["a copy that carries another object's tracking id", tracking('web:apps/Deployment:shop/other')],
    // Helm sets this label too: alone it proves nothing.
    ['the instance label alone', object({ labels: { 'app.kubernetes.io/instance': 'web' } })],
    [
      'a paused Flux object',
      object({
        labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' },
        annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' },
      }),
    ],
  ])('says nothing for %s', (_name, subject) => {
    expect(revertWarning(subject)).toBeUndefined();
  });
});
