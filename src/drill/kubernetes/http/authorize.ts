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
const reviews = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'];

/** @param rules undefined: everything is allowed. Members of `system:masters` may do everything. */
export function isAllowed(
  rules: readonly RbacRule[] | undefined,
  user: RequestUser,
  wanted: AccessAttributes,
): boolean {
  if (rules === undefined || user.groups.includes('system:masters')) return true;
  if (wanted.group === 'authorization.k8s.io' && reviews.includes(wanted.resource)) return true;
  return rules.some((rule) => ruleAllows(rule, user, wanted));
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
