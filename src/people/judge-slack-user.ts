import { personRefusal, type PersonRefusal } from './person-refusal.ts';
import type { SlackUser } from './slack-user.ts';

/** Why this account may not act, whoever it is mapped to; undefined: nothing speaks against it. */
export function judgeSlackUser(user: SlackUser, ownTeam: string): PersonRefusal | undefined {
  if (user.isStranger || !(user.teamId === ownTeam || user.teams.includes(ownTeam)))
    return personRefusal('other-workspace');
  if (user.deleted) return personRefusal('deactivated');
  if (user.isBot) return personRefusal('bot');
  if (user.isGuest) return personRefusal('guest');
  return undefined;
}

/** Whose e-mail address is taken for a name. */
export interface EmailRule {
  /** Lower case, without `@`. */
  domains: readonly string[];
  /** Only these addresses; absent: all of the domains. */
  users?: readonly string[] | undefined;
  /** Put before the address, as the API server's OIDC settings may do: `oidc:`. */
  prefix: string;
}

/** An address as Kubernetes user names it: no control or space, exactly one @. */
const address = /^[^\s@\p{Cc}\p{Cf}]+@[^\s@\p{Cc}\p{Cf}]+$/u;

/** The Kubernetes user of a verified address. Addresses are compared and used in lower case. */
export function userOfEmail(
  user: SlackUser,
  rule: EmailRule,
): { user: string; email: string } | PersonRefusal {
  if (user.email === undefined || user.email === '') return personRefusal('email-not-known');
  const email = user.email.toLowerCase();
  if (!user.emailConfirmed || user.isInvited) return personRefusal('email-not-confirmed');
  const domain = email.slice(email.lastIndexOf('@') + 1);
  if (!address.test(email) || !rule.domains.includes(domain)) return personRefusal('email-not-allowed');
  if (rule.users !== undefined && !rule.users.includes(email)) return personRefusal('email-not-allowed');
  const name = `${rule.prefix}${email}`;
  return isSystemName(name) ? personRefusal('system-name') : { user: name, email };
}

/** Names of components and administrators: the bot never acts under them, and they are in nobody's groups. */
export function isSystemName(name: string): boolean {
  return /^system:/i.test(name.trim());
}
