import type { BotIdentity } from './listener-ports.ts';

export const foreignWords = 'Only members of the workspace in which Middlewatch is installed can use it.';

/**
 * Is this somebody of another workspace (Slack Connect shows our buttons to guests of other companies)? Before
 * auth.test has answered nobody is: the socket or the signature proved that Slack sent it to this app.
 */
export function isForeign(identity: BotIdentity, teams: readonly (string | null | undefined)[]): boolean {
  const { teamId } = identity;
  return teamId !== undefined && teams.some((team) => typeof team === 'string' && team !== teamId);
}
