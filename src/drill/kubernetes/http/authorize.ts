import { forbidden } from '../errors/api-errors.ts';
import type { StatusError } from '../errors/status-error.ts';
import type { RbacRule } from '../rbac-rule.ts';
import type { RequestInfo } from './request-info.ts';
import type { RequestUser } from './user.ts';

/** What is to be done, in RBAC's words; a subresource stands in `resource` after a slash. */
export interface AccessAttributes {
  verb: string;
  group: string;
  resource: string;
  namespace: string;
  name: string;
}

function includes(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function ruleAllows(rule: RbacRule, user: RequestUser, wanted: AccessAttributes): boolean {
  const bound =
    includes(rule.users ?? [], user.username) ||
    user.groups.some((group) => includes(rule.groups ?? [], group));
  const inScope = rule.namespaces === undefined || rule.namespaces.includes(wanted.namespace);
  const named = rule.resourceNames === undefined || rule.resourceNames.includes(wanted.name);
  const subresource = wanted.resource.split('/')[1];
  const covered =
    includes(rule.resources, wanted.resource) ||
    (subresource !== undefined && rule.resources.includes(`*/${subresource}`));
  return (
    bound &&
    inScope &&
    named &&
    covered &&
    includes(rule.verbs, wanted.verb) &&
    includes(rule.apiGroups, wanted.group)
  );
}

/** Every authenticated user may ask what it may do (system:basic-user). */
const reviews = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'];

/** @param rules undefined: whoever is authenticated may do everything. Members of `system:masters` always may. */
export function isAllowed(
  rules: readonly RbacRule[] | undefined,
  user: RequestUser,
  wanted: AccessAttributes,
): boolean {
  const authenticated = user.groups.includes('system:authenticated');
  if (user.groups.includes('system:masters') || (rules === undefined && authenticated)) return true;
  if (rules === undefined) return false;
  if (authenticated && wanted.group.endsWith('.k8s.io') && reviews.includes(wanted.resource)) return true;
  return rules.some((rule) => ruleAllows(rule, user, wanted));
}

const publicPaths = /^\/(version|healthz|livez|readyz)\/?$/;
const discoveryPaths = /^\/(api|apis|openapi)(\/|$)/;

/** Paths that are no resource: health and version for everybody, discovery for whoever is authenticated (system:discovery). */
export function isPathAllowed(
  rules: readonly RbacRule[] | undefined,
  user: RequestUser,
  path: string,
): boolean {
  const authenticated = user.groups.includes('system:authenticated');
  if (publicPaths.test(path) || (authenticated && discoveryPaths.test(path))) return true;
  return user.groups.includes('system:masters') || (rules === undefined && authenticated);
}

export function pathDenied(user: RequestUser, verb: string, path: string): StatusError {
  return forbidden({ group: '', resource: '' }, '', `User "${user.username}" cannot ${verb} path "${path}"`);
}

export function attributesOf({ verb, target, query }: RequestInfo): AccessAttributes | undefined {
  if (target === undefined) return undefined;
  const resource = target.subresource === '' ? target.resource : `${target.resource}/${target.subresource}`;
  const selected = /^metadata\.name=([^,]+)$/.exec(query.get('fieldSelector') ?? '')?.[1];
  return {
    verb,
    group: target.group,
    resource,
    namespace: target.namespace,
    name: target.name === '' ? (selected ?? '') : target.name,
  };
}

/** The API server's 403: `deployments.apps "x" is forbidden: User "ana" cannot patch resource "deployments" in API group "apps" in the namespace "shop"`. */
export function accessDenied(user: RequestUser, wanted: AccessAttributes): StatusError {
  const where = wanted.namespace === '' ? 'at the cluster scope' : `in the namespace "${wanted.namespace}"`;
  const why = `User "${user.username}" cannot ${wanted.verb} resource "${wanted.resource}" in API group "${wanted.group}" ${where}`;
  const resource = wanted.resource.split('/')[0] ?? '';
  return forbidden({ group: wanted.group, resource }, wanted.name, why);
}
