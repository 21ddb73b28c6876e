import type { ApiCall } from '../workspace-handle.ts';
import { findChannel, type WorkspaceState } from '../state/workspace-state.ts';
import type { ApiArguments } from './arguments.ts';
import type { Method, MethodContext } from './method.ts';
import { methods } from './methods.ts';
import type { RateLimiter } from './rate-limits.ts';
import { SlackError } from './slack-error.ts';

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
};

export type TokenKind = ApiCall['token'];

export type CallRules = {
  readonly context: MethodContext;
  readonly limiter: RateLimiter;
  /** Undefined: the token has every scope. */
  readonly scopes: readonly string[] | undefined;
};

export function tokenKind(state: WorkspaceState, token: string | undefined): TokenKind {
  if (token === undefined || token === '') return 'none';
  if (token === state.app.botToken) return 'bot';
  return token === state.app.appToken ? 'app' : 'unknown';
}

function checkToken(method: Method, token: TokenKind): void {
  if (token === 'none') throw new SlackError('not_authed');
  if (token === 'unknown') throw new SlackError('invalid_auth');
  if (token !== method.token) throw new SlackError('not_allowed_token_type');
}

function checkScopes(method: Method, scopes: readonly string[] | undefined): void {
  if (scopes === undefined || method.scopes.length === 0) return;
  if (method.scopes.some((scope) => scopes.includes(scope))) return;
  throw new SlackError('missing_scope', [], { needed: method.scopes.join(','), provided: scopes.join(',') });
}

/** Scopes that no method asks for: what they grant is deliveries. */
const deliveryScopes = ['commands', 'app_mentions:read', 'channels:join'];

/** What Slack tells in a header of each answer when the token has every scope. */
function everyScope(): string[] {
  return [...new Set([...deliveryScopes, ...[...methods.values()].flatMap((method) => method.scopes)])];
}

/** The answer to a refused call. */
export function refusal(error: SlackError): ApiAnswer {
  const metadata = error.messages.length === 0 ? {} : { response_metadata: { messages: error.messages } };
  return { status: 200, headers: {}, body: { ok: false, error: error.code, ...error.extra, ...metadata } };
}

export const rateLimited = (retryAfterSeconds: number): ApiAnswer => ({
  status: 429,
  headers: { 'retry-after': String(retryAfterSeconds) },
  body: { ok: false, error: 'ratelimited' },
});

/** Carries one call out: token, scope, rate, then the method itself. Never throws for what the caller did wrong. */
export function answerCall(name: string, args: ApiArguments, token: TokenKind, rules: CallRules): ApiAnswer {
  try {
    const method = methods.get(name);
    if (method === undefined) throw new SlackError('unknown_method', [], { req_method: name });
    checkToken(method, token);
    checkScopes(method, rules.scopes);
    const named = typeof args['channel'] === 'string' ? args['channel'] : undefined;
    const channel = named === undefined ? undefined : (findChannel(rules.context.state, named)?.id ?? named);
    const wait = rules.limiter.take(name, method.rate, channel);
    if (wait !== undefined) return rateLimited(wait);
    const headers = token === 'bot' ? { 'x-oauth-scopes': (rules.scopes ?? everyScope()).join(',') } : {};
    return { status: 200, headers, body: { ok: true, ...method.run(rules.context, args) } };
  } catch (error) {
    if (error instanceof SlackError) return refusal(error);
    throw error;
  }
}
