import type { Person } from '../model/person.ts';
import type { DirectoryEntry, PeopleDirectory } from './create-directory.ts';
import { createDirectory } from './create-directory.ts';
import { judgeSlackUser, userOfEmail, type EmailRule } from './judge-slack-user.ts';
import { ambiguous, notAsked, personRefusal, type Identification } from './person-refusal.ts';
import { Remembered } from './remembered.ts';
import type { SlackAccounts, SlackUser } from './slack-user.ts';

/** A Slack user group whose members are in a Kubernetes group. */
export interface GroupMapping {
  /** Its id: `S0ABC`. Names and handles can be given away; ids stay. */
  slack: string;
  group: string;
}

export interface PeopleOptions {
  /** `people` of the config: an entry wins over an e-mail address. */
  entries: readonly DirectoryEntry[];
  /** Absent: only who has an entry. */
  byEmail?: EmailRule | undefined;
  groups: readonly GroupMapping[];
  /** Kubernetes users that the policy names: they may be there before they were ever seen. */
  namedUsers: readonly string[];
  accounts: SlackAccounts;
  now: () => number;
  /** Told when groups or members could not be asked for. */
  onProblem: (problem: string) => void;
}

/** What follows Slack: besides the directory, what its events make old. */
export interface FollowedPeople extends PeopleDirectory {
  /** The Kubernetes user of an entry, for display; whether it may act is another question. */
  nameOf: (slackUser: string) => string | undefined;
  accountChanged: (slackUser: string) => void;
  groupsChanged: () => void;
  /** Asks for the groups and their members, so that it is known who may approve. Never throws. */
  look: () => Promise<void>;
}

/** An answer is used for so long; Slack's events make it old sooner. */
export const freshMs = 60_000;
/** While Slack cannot be asked, who was known for so long stays known. */
export const staleMs = 15 * 60_000;
const mostAccounts = 5_000;
/** Of the mapped groups together: their accounts are looked at beforehand. */
const mostMembers = 300;
/** All groups are asked for in one call. */
const all = 'all';

/** @throws MiddlewatchError `config-invalid` as createDirectory does */
export function followPeople(options: PeopleOptions): FollowedPeople {
  const { accounts, byEmail, now } = options;
  const listed = createDirectory(options.entries);
  const ages = { freshMs, staleMs, now };
  const users = new Remembered<SlackUser | undefined>({ ...ages, most: mostAccounts });
  const owners = new Remembered<string | undefined>({ ...ages, most: mostAccounts });
  const memberships = new Remembered<ReadonlyMap<string, readonly string[]>>({ ...ages, most: 1 });
  let ownTeam: string | undefined;

  const membersOf = (group: string): readonly string[] => memberships.known(all)?.get(group) ?? [];

  /** The Kubernetes groups that known memberships give. */
  const groupsOf = (slackUser: string): string[] =>
    options.groups.filter(({ slack }) => membersOf(slack).includes(slackUser)).map(({ group }) => group);

  const withGroups = (person: Person): Person => ({
    ...person,
    groups: [...new Set([...person.groups, ...groupsOf(person.slackUser)])].sort(),
  });

  /** By what is known: no question is asked here. */
  const judge = (user: SlackUser | undefined, slackUser: string): Identification => {
    if (user === undefined) return personRefusal('unknown-account');
    const bad = judgeSlackUser(user, ownTeam ?? '');
    if (bad !== undefined) return bad;
    const entry = listed.findPerson(slackUser);
    if (entry !== undefined) return { person: withGroups(entry) };
    if (byEmail === undefined) return personRefusal('not-mapped');
    const named = userOfEmail(user, byEmail);
    if ('refused' in named) return named;
    const others = othersWith(named.user, named.email, slackUser);
    if (others.length > 0 || owners.known(named.email) !== slackUser) return ambiguous(named.email, others);
    return { person: withGroups({ slackUser, user: named.user, groups: [] }) };
  };

  /** Other accounts that would be the same Kubernetes user: by an entry, or by an address seen before. */
  const othersWith = (name: string, email: string, slackUser: string): string[] => {
    const byEntry = listed.listPeople().filter(({ user }) => user === name);
    const seen = users.values().filter((user) => user?.email?.toLowerCase() === email && !user.deleted);
    const ids = [...byEntry.map((person) => person.slackUser), ...seen.map((user) => user?.id ?? '')];
    return [...new Set(ids)].filter((id) => id !== slackUser && id !== '');
  };

  /** @returns why the groups are not known */
  const lookAtGroups = async (): Promise<string | undefined> => {
    if (options.groups.length === 0) return undefined;
    try {
      await memberships.get(all, async () => accounts.groups());
      return undefined;
    } catch (error) {
      options.onProblem(`the members of Slack's user groups are not known: ${messageOf(error)}`);
      return messageOf(error);
    }
  };

  const ask = async (slackUser: string): Promise<Identification> => {
    const entry = listed.findPerson(slackUser);
    if (entry === undefined && byEmail === undefined) return personRefusal('not-mapped');
    try {
      ownTeam ??= await accounts.ownTeam();
      const user = await users.get(slackUser, async () => accounts.user(slackUser));
      if (entry === undefined && byEmail !== undefined && user !== undefined) {
        const named = userOfEmail(user, byEmail);
        if (!('refused' in named))
          await owners.get(named.email, async () => accounts.findByEmail(named.email));
      }
    } catch (error) {
      return notAsked(messageOf(error));
    }
    const unknownGroups = await lookAtGroups();
    // Whoever has an entry goes on with the groups that stand in it.
    if (unknownGroups !== undefined && entry === undefined) return notAsked(unknownGroups);
    return judge(users.known(slackUser), slackUser);
  };

  const find = (slackUser: string): Person | undefined => {
    const user = users.known(slackUser);
    if (user === undefined) return undefined;
    const judged = judge(user, slackUser);
    return 'person' in judged ? judged.person : undefined;
  };

  return {
    findPerson: find,
    identify: ask,
    nameOf: (slackUser) => listed.findPerson(slackUser)?.user ?? find(slackUser)?.user,
    listPeople: () => {
      const entries = listed
        .listPeople()
        .filter(({ slackUser }) => users.known(slackUser) === undefined || find(slackUser) !== undefined)
        .map(withGroups);
      if (byEmail === undefined) return entries;
      const seen = users.values().flatMap((user) => (user === undefined ? [] : (find(user.id) ?? [])));
      const known = new Set([...entries, ...seen].map(({ user }) => user));
      const expected = [
        ...options.namedUsers,
        ...(byEmail.users ?? []).map((email) => byEmail.prefix + email),
      ]
        .filter((name) => !known.has(name) && isExpected(name, byEmail))
        .map((name) => ({ slackUser: '', user: name, groups: [] }));
      return [
        ...entries,
        ...seen.filter(({ slackUser }) => listed.findPerson(slackUser) === undefined),
        ...expected,
      ];
    },
    accountChanged: (slackUser) => {
      const email = users.known(slackUser)?.email?.toLowerCase();
      if (email !== undefined) owners.forget(email);
      users.forget(slackUser);
    },
    groupsChanged: () => memberships.forget(all),
    look: async () => {
      await lookAtGroups();
      const members = options.groups.flatMap(({ slack }) => membersOf(slack));
      for (const member of [...new Set(members)].slice(0, mostMembers)) await ask(member);
    },
  };
}

/** Whether somebody of this name may come by e-mail. */
function isExpected(name: string, { domains, prefix }: EmailRule): boolean {
  return name.startsWith(prefix) && domains.some((domain) => name.endsWith(`@${domain}`));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
