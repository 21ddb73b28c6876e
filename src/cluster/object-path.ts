import { resourceOf } from './resources.ts';

export type Subresource = 'scale' | 'status' | 'log' | 'eviction';

/**
 * The path of one object: `/apis/apps/v1/namespaces/shop/deployments/checkout/scale`.
 * @throws RangeError for a kind without a path, a missing namespace, or a name that would leave its segment of the path
 */
export function objectPath(
  object: { kind: string; namespace?: string; name: string },
  subresource?: Subresource,
): string {
  if (resourceOf(object.kind)?.namespaced === true && object.namespace === undefined) {
    throw new RangeError(`${object.kind} ${object.name} has no namespace`);
  }
  const path = `${collectionPath(object.kind, object.namespace)}/${segment(object.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/**
 * The path of all objects of a kind, of one namespace or, without one, of the whole cluster.
 * @throws RangeError for a kind without a path
 */
export function collectionPath(kind: string, namespace?: string): string {
  const resource = resourceOf(kind);
  if (resource === undefined) throw new RangeError(`there is no API path for the kind ${kind}`);
  const root =
    resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  if (!resource.namespaced || namespace === undefined) return `${root}/${resource.plural}`;
  return `${root}/namespaces/${segment(namespace)}/${resource.plural}`;
}

/**
 * Names come from alert labels, that is from outside: Kubernetes' own rule for a path segment (IsValidPathSegmentName in
 * k8s.io/apimachinery) keeps them from naming another object.
 */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/%]/.test(name)) {
    throw new RangeError(`"${name.slice(0, 100)}" cannot be the name of an object`);
  }
  return encodeURIComponent(name);
}
