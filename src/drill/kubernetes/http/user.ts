import type { TokenUser } from '../kubernetes-options.ts';

/** Under whose name a request runs. */
export interface RequestUser {
  username: string;
  groups: string[];
  extra: Record<string, string[]>;
}

/** Whose token it is; undefined: nobody's. Without a token the request is anonymous. Every known user is in `system:authenticated`. */
export function authenticate(
  authorization: string | undefined,
  tokens: Readonly<Record<string, TokenUser>>,
): RequestUser | undefined {
  if (authorization === undefined)
    return { username: 'system:anonymous', groups: ['system:unauthenticated'], extra: {} };
  const token = /^bearer\s+(\S+)$/i.exec(authorization)?.[1];
  const user = token !== undefined && Object.hasOwn(tokens, token) ? tokens[token] : undefined;
  if (user === undefined) return undefined;
  return {
    username: user.username,
    groups: [...new Set([...user.groups, 'system:authenticated'])],
    extra: {},
  };
}
