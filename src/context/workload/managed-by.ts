import type { JsonObject } from '../../model/json.ts';
import { controllerOf } from '../objects/owner.ts';
import { oneLine } from '../one-line.ts';
import { objectsAt, stringMapAt, textAt } from '../read-json.ts';

/**
 * Who will revert a change by hand, if anybody: the marks that Argo CD, Flux, Helm and operators leave on what they own.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/,
 * https://fluxcd.io/flux/components/kustomize/kustomizations/, https://fluxcd.io/flux/components/helm/helmreleases/
 */
export function managedBy(kind: string, object: JsonObject): string | undefined {
  const found = argoCd(kind, object) ?? flux(object) ?? operator(object) ?? helm(object);
  return found === undefined ? undefined : oneLine(found, 200);
}

function argoCd(kind: string, object: JsonObject): string | undefined {
  // `app:group/kind:namespace/name`. A copied manifest carries the mark of its original: it must name this very object.
  const [application, groupKind, place] = (annotations(object)['argocd.argoproj.io/tracking-id'] ?? '').split(
    ':',
  );
  const here = `${textAt(object, 'metadata', 'namespace') ?? ''}/${textAt(object, 'metadata', 'name') ?? ''}`;
  const names = groupKind?.split('/').at(-1) === kind && place === here;
  const instance = labels(object)['argocd.argoproj.io/instance'];
  if (names && application !== undefined && application !== '') return `Argo CD application ${application}`;
  if (instance !== undefined) return `Argo CD application ${instance}`;
  return managers(object).includes('argocd-controller') ? 'Argo CD' : undefined;
}

function flux(object: JsonObject): string | undefined {
  const own = labels(object);
  const kustomization = own['kustomize.toolkit.fluxcd.io/name'];
  if (kustomization !== undefined) {
    // Set by people on one object: Flux leaves it alone.
    const disabled = 'kustomize.toolkit.fluxcd.io/reconcile';
    if ([own[disabled], annotations(object)[disabled]].includes('disabled')) return undefined;
    return `Flux Kustomization ${own['kustomize.toolkit.fluxcd.io/namespace'] ?? ''}/${kustomization}`;
  }
  const release = own['helm.toolkit.fluxcd.io/name'];
  if (release !== undefined)
    return `Flux HelmRelease ${own['helm.toolkit.fluxcd.io/namespace'] ?? ''}/${release}`;
  return managers(object).includes('kustomize-controller') ? 'Flux' : undefined;
}

/** A controller that is no part of Kubernetes: an operator that knows what the object should look like. */
function operator(object: JsonObject): string | undefined {
  const owner = controllerOf(object);
  return owner === undefined || !isOperators(owner)
    ? undefined
    : `${owner.kind} ${owner.name} (${groupOf(owner)})`;
}

/** Groups of Kubernetes' own workloads have no dot (`apps`, `batch`); those of custom resources have one. */
export function isOperators(owner: { apiVersion: string }): boolean {
  return groupOf(owner).includes('.');
}

const groupOf = ({ apiVersion }: { apiVersion: string }): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';

function helm(object: JsonObject): string | undefined {
  const release = annotations(object)['meta.helm.sh/release-name'];
  if (release !== undefined) return `Helm release ${release}`;
  return labels(object)['app.kubernetes.io/managed-by'] === 'Helm' ? 'Helm' : undefined;
}

const labels = (object: JsonObject) => stringMapAt(object, 'metadata', 'labels');
const annotations = (object: JsonObject) => stringMapAt(object, 'metadata', 'annotations');
const managers = (object: JsonObject) =>
  objectsAt(object, 'metadata', 'managedFields').map((entry) => textAt(entry, 'manager'));
