import type { IncomingMessage } from 'node:http';
import { internalError } from '../errors/api-errors.ts';
import type { RbacRule } from '../rbac-rule.ts';
import { accessDenied, isAllowed, type AccessAttributes } from './authorize.ts';
import type { RequestUser } from './user.ts';

function headerValues(request: IncomingMessage, name: string): string[] {
  // rawHeaders keep repeated headers apart; Node joins them with commas elsewhere, and a group may contain one.
  const values: string[] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    if (request.rawHeaders[index]?.toLowerCase() === name) values.push(request.rawHeaders[index + 1] ?? '');
  }
  return values;
}

function extraHeaders(request: IncomingMessage): Record<string, string[]> {
  const prefix = 'impersonate-extra-';
  const keys = Object.keys(request.headers).filter((key) => key.startsWith(prefix));
  return Object.fromEntries(
    keys.map((key) => [decodeURIComponent(key.slice(prefix.length)), headerValues(request, key)]),
  );
}

function serviceAccountOf(username: string): { namespace: string; name: string } | undefined {
  const parts = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username);
  return parts ? { namespace: parts[1] ?? '', name: parts[2] ?? '' } : undefined;
}

function neededRights(
  username: string,
  groups: readonly string[],
  extra: Record<string, string[]>,
): AccessAttributes[] {
  const account = serviceAccountOf(username);
  const person: AccessAttributes = account
    ? { verb: 'impersonate', group: '', resource: 'serviceaccounts', ...account }
    : { verb: 'impersonate', group: '', resource: 'users', namespace: '', name: username };
  const memberships = groups.map((name) => ({
    verb: 'impersonate',
    group: '',
    resource: 'groups',
    namespace: '',
    name,
  }));
  const extras = Object.entries(extra).flatMap(([key, values]) =>
    values.map((name) => ({
      verb: 'impersonate',
      group: 'authentication.k8s.io',
      resource: `userextras/${key}`,
      namespace: '',
      name,
    })),
  );
  return [person, ...memberships, ...extras];
}

/**
 * The user that the Impersonate-* headers name; undefined without them.
 * @throws StatusError 403 when the caller may not impersonate the user, one of the groups or an extra; 500 for groups without a user.
 */
export function impersonate(
  request: IncomingMessage,
  caller: RequestUser,
  rules: readonly RbacRule[] | undefined,
): RequestUser | undefined {
  const username = headerValues(request, 'impersonate-user')[0];
  const groups = headerValues(request, 'impersonate-group');
  const extra = extraHeaders(request);
  if (username === undefined) {
    if (groups.length === 0 && Object.keys(extra).length === 0) return undefined;
    throw internalError(`requested [{"kind":"Group"}] without impersonating a user`);
  }
  const denied = neededRights(username, groups, extra).find((right) => !isAllowed(rules, caller, right));
  if (denied) throw accessDenied(caller, denied);
  const account = serviceAccountOf(username);
  const implied =
    account && groups.length === 0
      ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`]
      : [];
  const all = [...groups, ...implied, ...(username === 'system:anonymous' ? [] : ['system:authenticated'])];
  return { username, groups: [...new Set(all)], extra };
}
