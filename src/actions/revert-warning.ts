import type { JsonObject } from '../model/json.ts';
import { objectsAt, stringAt, stringsAt } from './json-at.ts';

/** What manages an object and may take a change by hand back. */
export type ObjectManager =
  | { tool: 'argo-cd' | 'helm'; name: string }
  | { tool: 'flux-kustomization' | 'flux-helmrelease'; namespace: string; name: string }
  /** An owner that is the object's controller: an operator's object. */
  | { tool: 'controller'; kind: string; name: string };

/**
 * Who will take a change by hand back, and when; undefined: nobody that can be seen on the object.
 * Argo CD's self-heal acts after 5 s, its refresh every 120 s; Flux re-applies at its interval, 60 s at the least
 * (argo-cd docs/user-guide/auto_sync.md, kustomize-controller docs/spec/v1/kustomizations.md).
 */
export function revertWarning(object: JsonObject): string | undefined {
  const manager = managerOf(object);
  switch (manager?.tool) {
    case undefined:
      return undefined;
    case 'argo-cd':
      return `Argo CD application ${manager.name} owns this: with self-heal it takes the change back in about 5 s, else at its next sync. Revert the commit, or switch its automated sync off first.`;
    case 'flux-kustomization':
      return `Flux Kustomization ${manager.namespace}/${manager.name} owns this: it takes the change back at its next interval (at least 1 minute). Revert the commit, or suspend it first.`;
    case 'flux-helmrelease':
      return `Flux HelmRelease ${manager.name} owns this: with drift detection it takes the change back, else at its next upgrade. Mend the release too.`;
    case 'helm':
      return `Helm release ${manager.name} owns this: its next upgrade takes the change back. Mend the release too.`;
    case 'controller':
      return `${manager.kind} ${manager.name} owns this and may take the change back at once. Change it there.`;
  }
}

/** As the object's labels, annotations and owners tell. */
export function managerOf(object: JsonObject): ObjectManager | undefined {
  const labels = stringsAt(object, 'metadata', 'labels');
  const annotations = stringsAt(object, 'metadata', 'annotations');
  const argo = argoApplication(object, labels, annotations);
  if (argo !== undefined) return { tool: 'argo-cd', name: argo };
  const kustomization = labels['kustomize.toolkit.fluxcd.io/name'];
  if (kustomization !== undefined && !isFluxPaused(labels, annotations)) {
    const namespace = labels['kustomize.toolkit.fluxcd.io/namespace'] ?? 'flux-system';
    return { tool: 'flux-kustomization', namespace, name: kustomization };
  }
  const release = labels['helm.toolkit.fluxcd.io/name'];
  if (release !== undefined) {
    const namespace = labels['helm.toolkit.fluxcd.io/namespace'] ?? 'flux-system';
    return { tool: 'flux-helmrelease', namespace, name: release };
  }
  const helm = annotations['meta.helm.sh/release-name'];
  if (helm !== undefined) return { tool: 'helm', name: helm };
  const owner = objectsAt(object, 'metadata', 'ownerReferences').find((one) => one['controller'] === true);
  if (owner === undefined) return undefined;
  return {
    tool: 'controller',
    kind: stringAt(owner, 'kind') ?? 'A controller',
    name: stringAt(owner, 'name') ?? '',
  };
}

/** The tracking id counts only when it speaks of this very object: copies carry the original's. */
function argoApplication(
  object: JsonObject,
  labels: Record<string, string>,
  annotations: Record<string, string>,
): string | undefined {
  const [application = '', , name] = (annotations['argocd.argoproj.io/tracking-id'] ?? '').split(':');
  const namespace = stringAt(object, 'metadata', 'namespace');
  const self = `${namespace === undefined ? '' : `${namespace}/`}${stringAt(object, 'metadata', 'name') ?? ''}`;
  if (application !== '' && (name === self || name === `/${self}`)) return application;
  if (labels['argocd.argoproj.io/instance'] !== undefined) return labels['argocd.argoproj.io/instance'];
  const managed = objectsAt(object, 'metadata', 'managedFields').some(
    (one) => one['manager'] === 'argocd-controller',
  );
  return managed ? (labels['app.kubernetes.io/instance'] ?? 'of this object') : undefined;
}

function isFluxPaused(labels: Record<string, string>, annotations: Record<string, string>): boolean {
  const key = 'kustomize.toolkit.fluxcd.io/reconcile';
  return labels[key] === 'disabled' || annotations[key] === 'disabled';
}
