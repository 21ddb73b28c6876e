import { timestamp } from '../registry/registry.ts';
import { methodNotAllowed } from '../errors/api-errors.ts';
import { isAllowed } from './authorize.ts';
import type { Answer, Exchange } from './exchange.ts';
import { readObject } from './read-object.ts';
import { readWriteParameters } from './write-parameters.ts';
import type { RequestUser } from './user.ts';

interface ReviewSpec {
  user?: string;
  groups?: string[];
  resourceAttributes?: {
    verb?: string;
    group?: string;
    resource?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
  };
}

/** The kinds of review: may I, and may somebody else. Nothing of them is stored. */
export const reviewTypes = [
  { resource: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview' },
  { resource: 'subjectaccessreviews', kind: 'SubjectAccessReview' },
] as const;

/** POST on `/apis/authentication.k8s.io/v1/selfsubjectreviews`: who am I? */
export function reviewSelf({ info, registry, user }: Pick<Exchange, 'info' | 'registry' | 'user'>): Answer {
  if (info.verb !== 'create') throw methodNotAllowed();
  const { username, groups, extra } = user;
  const userInfo = { username, groups, ...(Object.keys(extra).length === 0 ? {} : { extra }) };
  const metadata = { creationTimestamp: timestamp(registry.now()) };
  const body = {
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata,
    status: { userInfo },
  };
  return { code: 201, body };
}

/** POST on `/apis/authorization.k8s.io/v1/(self)subjectaccessreviews`. */
export function reviewAccess(
  exchange: Omit<Exchange, 'definition'>,
  kind: (typeof reviewTypes)[number]['kind'],
): Answer {
  if (exchange.info.verb !== 'create') throw methodNotAllowed();
  const type = { group: 'authorization.k8s.io', version: 'v1', kind, schema: `authorization.${kind}` };
  const parameters = readWriteParameters(exchange as Exchange, 'CreateOptions');
  const object = readObject(exchange as Exchange, type, parameters);
  const spec = object['spec'] as ReviewSpec;
  const asked = spec.resourceAttributes ?? {};
  const other: RequestUser = { username: spec.user ?? '', groups: spec.groups ?? [], extra: {} };
  const user = kind === 'SubjectAccessReview' ? other : exchange.user;
  const resource = asked.resource ?? '';
  const allowed = isAllowed(exchange.rules, user, {
    verb: asked.verb ?? '',
    group: asked.group ?? '',
    resource: asked.subresource === undefined ? resource : `${resource}/${asked.subresource}`,
    namespace: asked.namespace ?? '',
    name: asked.name ?? '',
  });
  const metadata = { creationTimestamp: timestamp(exchange.registry.now()) };
  const status = allowed
    ? { allowed, reason: 'RBAC: allowed by the rules of the simulated cluster' }
    : { allowed };
  const body = { kind, apiVersion: 'authorization.k8s.io/v1', metadata, spec, status };
  return { code: 201, body };
}
