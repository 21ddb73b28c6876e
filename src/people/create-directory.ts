import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { Person } from '../model/person.ts';
import { isSystemName } from './judge-slack-user.ts';
import { personRefusal, type Identification } from './person-refusal.ts';

/** One entry of `people` in the config. */
export interface DirectoryEntry {
  /** The Slack user id: `U012ABC`. */
  slack: string;
  /** The Kubernetes user. */
  user: string;
  groups: readonly string[];
}

/** Slack users → Kubernetes identities. Two Slack accounts with one user are one person. */
export interface PeopleDirectory {
  /** By what is known now; `identify` finds out what is not. */
  findPerson: (slackUser: string) => Person | undefined;
  /** Everybody who is known to be able to act: an estimate where people are taken by their e-mail. */
  listPeople: () => readonly Person[];
  /** Who this is, by what Slack says now or said lately. Never throws. */
  identify: (slackUser: string) => Promise<Identification>;
}

/**
 * The directory that the config lists. The bot acts under these names: `system:` names (cluster administrators,
 * components) never enter it.
 * @throws MiddlewatchError `config-invalid` for system: names, a Slack user listed twice, or one user with different groups
 */
export function createDirectory(entries: readonly DirectoryEntry[]): PeopleDirectory {
  const people = entries.map(readEntry);
  const bySlackUser = new Map<string, Person>();
  const groupsOf = new Map<string, string>();
  for (const person of people) {
    if (bySlackUser.has(person.slackUser)) throw invalid(`${person.slackUser} is listed twice`);
    bySlackUser.set(person.slackUser, person);
    // One person with two sets of rights, depending on which account they hold in the hand, is a mistake.
    const groups = JSON.stringify(person.groups);
    if ((groupsOf.get(person.user) ?? groups) !== groups) {
      throw invalid(`${person.user} is listed with different groups; write the same groups for each account`);
    }
    groupsOf.set(person.user, groups);
  }
  return {
    findPerson: (slackUser) => bySlackUser.get(slackUser),
    listPeople: () => people,
    identify: async (slackUser) => {
      const person = bySlackUser.get(slackUser);
      return person === undefined ? personRefusal('not-mapped') : { person };
    },
  };
}

function readEntry(entry: DirectoryEntry): Person {
  const names = [entry.user, ...entry.groups];
  for (const name of names) {
    if (name.trim() === '') throw invalid(`${entry.slack} has an empty user or group`);
    if (isSystemName(name)) throw invalid(`${name} of ${entry.slack}: system: names cannot be mapped`);
  }
  return { slackUser: entry.slack, user: entry.user, groups: [...new Set(entry.groups)].sort() };
}

function invalid(detail: string): MiddlewatchError {
  return new MiddlewatchError('config-invalid', `people: ${detail}`);
}
