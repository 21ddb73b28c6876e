import type { JsonObject } from '../model/json.ts';
import { objectsAt, stringAt, stringsAt } from './json-at.ts';

/**
 * Who will take a change by hand back, and when; undefined: nobody that can be seen on the object.
 * Argo CD's self-heal acts after 5 s, its refresh every 120 s; Flux re-applies at its interval, 60 s at the least
 * (argo-cd docs/user-guide/auto_sync.md, kustomize-controller docs/spec/v1/kustomizations.md).
 */
export function revertWarning(object: JsonObject): string | undefined {
  const labels = stringsAt(object, 'metadata', 'labels');
  const annotations = stringsAt(object, 'metadata', 'annotations');
  const argo = argoApplication(object, labels, annotations);
  if (argo !== undefined) {
    return `Argo CD application ${argo} owns this: with self-heal it takes the change back in about 5 s, else at its next sync. Revert the commit, or switch its automated sync off first.`;
  }
  const kustomization = labels['kustomize.toolkit.fluxcd.io/name'];
  if (kustomization !== undefined && !isFluxPaused(labels, annotations)) {
    const namespace = labels['kustomize.toolkit.fluxcd.io/namespace'] ?? 'flux-system';
    return `Flux Kustomization ${namespace}/${kustomization} owns this: it takes the change back at its next interval (at least 1 minute). Revert the commit, or suspend it first.`;
  }
  const release = labels['helm.toolkit.fluxcd.io/name'];
  if (release !== undefined) {
    return `Flux HelmRelease ${release} owns this: with drift detection it takes the change back, else at its next upgrade. Mend the release too.`;
  }
  const helm = annotations['meta.helm.sh/release-name'];
  if (helm !== undefined)
    return `Helm release ${helm} owns this: its next upgrade takes the change back. Mend the release too.`;
  const owner = objectsAt(object, 'metadata', 'ownerReferences').find((one) => one['controller'] === true);
  if (owner !== undefined) {
    return `${stringAt(owner, 'kind') ?? 'A controller'} ${stringAt(owner, 'name') ?? ''} owns this and may take the change back at once. Change it there.`;
  }
  return undefined;
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
