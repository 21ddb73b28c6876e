import type { Person } from '../model/person.ts';

/** Why a Slack account may not act. */
export type PersonRefusalReason =
  | 'not-mapped'
  | 'unknown-account'
  | 'deactivated'
  | 'guest'
  | 'bot'
  | 'other-workspace'
  | 'email-not-known'
  | 'email-not-confirmed'
  | 'email-not-allowed'
  | 'ambiguous'
  | 'system-name'
  | 'slack-not-asked';

export interface PersonRefusal {
  refused: PersonRefusalReason;
  /** For the person: what is wrong and what to do, plain text. */
  message: string;
}

export type Identification = { person: Person } | PersonRefusal;

const sentences: Readonly<Record<Exclude<PersonRefusalReason, 'slack-not-asked' | 'ambiguous'>, string>> = {
  'not-mapped':
    'You are not mapped to a Kubernetes user, so you can look but not act. Ask the operator to add you to people in the config (your Slack profile, More, Copy member ID).',
  'unknown-account': 'Slack does not know this account, so nothing was done.',
  deactivated: 'This Slack account is deactivated, so nothing was done.',
  guest: 'Guests of the workspace can look but not act. Ask a member, or the operator for a full account.',
  bot: 'Apps and workflows cannot act through Middlewatch; only people can.',
  'other-workspace':
    'Only members of the workspace in which Middlewatch is installed can act. Ask a colleague there.',
  'email-not-known':
    'Slack does not tell your e-mail address, so nothing was done. Ask the operator for the scope users:read.email, or for an entry in people.',
  'email-not-confirmed':
    'Your e-mail address is not confirmed in Slack, so nothing was done. Confirm it there, or ask the operator for an entry in people.',
  'email-not-allowed':
    'Your e-mail address is not among those that the config takes (peopleByEmail), so you can look but not act. Ask the operator for an entry in people.',
  'system-name': 'A system: name cannot be mapped, so nothing was done.',
};

export function personRefusal(reason: keyof typeof sentences): PersonRefusal {
  return { refused: reason, message: sentences[reason] };
}

export function ambiguous(email: string, others: readonly string[]): PersonRefusal {
  const who = others.length === 0 ? 'another Slack account' : others.join(' and ');
  return {
    refused: 'ambiguous',
    message: `${email} belongs to ${who} too, so nothing was done: who you are must be certain. Ask the operator for an entry in people for each account.`,
  };
}

/** @param problem Slack's answer as a sentence, without full stop */
export function notAsked(problem: string): PersonRefusal {
  return {
    refused: 'slack-not-asked',
    message: `Nothing was done: Slack does not say who you are (${problem}), and it was not asked about you lately. Try again in a moment.`,
  };
}
