import { SlackCallError } from '../web/slack-problem.ts';

/** What became of one attempt to bring a message up to date. `failed`: trying on would only repeat the problem. */
export type PublishOutcome =
  { done: true } | { retryInMs: number; problem: string } | { failed: true; problem: string };

export const published: PublishOutcome = { done: true };

/** After a lost answer: long enough that a post that is still under way has landed before it is looked for. */
export const lostRetryMs = 3000;
/** What an operator has to mend (token, scope, invitation) is tried again by itself, so that nobody has to tell. */
const repairRetryMs = 5_000;

/** Errors that an operator, or Slack itself, can end while the message waits. */
const repairable = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'team_access_not_granted',
  'missing_scope',
  'ekm_access_denied',
  'org_login_required',
]);
/** Slack's own trouble. */
const transient = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'rate_limited',
  'team_added_to_org',
  'accesslimited',
]);

/** Refused until somebody mends it: whoever publishes there has to wait. */
export function isRepairable(error: unknown): boolean {
  return (
    error instanceof SlackCallError && error.problem.kind === 'refused' && repairable.has(error.problem.code)
  );
}

/** What to do about a thrown problem; anything that is not Slack's (a store that is down) is thrown on to the worker. */
export function outcomeOf(error: unknown): PublishOutcome {
  if (!(error instanceof SlackCallError)) throw error;
  const { problem } = error;
  switch (problem.kind) {
    case 'limited':
      return { retryInMs: Math.ceil(problem.retryInMs), problem: problem.message };
    case 'lost':
      return { retryInMs: lostRetryMs, problem: problem.message };
    case 'refused':
      if (transient.has(problem.code)) return { retryInMs: lostRetryMs, problem: problem.message };
      if (repairable.has(problem.code)) return { retryInMs: repairRetryMs, problem: problem.message };
      return { failed: true, problem: problem.message };
  }
}
