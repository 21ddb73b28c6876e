import { describe, expect, it } from 'vitest';
import { followPeople, freshMs, staleMs, type PeopleOptions } from '../../src/people/follow-people.ts';
import type { SlackUser } from '../../src/people/slack-user.ts';

const member = (id: string, changes: Partial<SlackUser> = {}): SlackUser => ({
  id,
  teamId: 'T1',
  teams: [],
  deleted: false,
  isBot: false,
  isGuest: false,
  isStranger: false,
  isInvited: false,
  email: `${id.toLowerCase()}@example.com`,
  emailConfirmed: true,
  ...changes,
});

const byEmail = { domains: ['example.com'], prefix: '' };

function people(accounts: readonly SlackUser[], changes: Partial<PeopleOptions> = {}) {
  const users = new Map(accounts.map((user) => [user.id, user]));
  const members = new Map<string, string[]>([['S1', ['UANA']]]);
  const state = { at: 1_000_000, down: false, asked: 0, problems: [] as string[] };
  const answer = <Value>(value: () => Value) => {
    state.asked += 1;
    return state.down
      ? Promise.reject(new Error('Slack did not answer users.info'))
      : Promise.resolve(value());
  };
  const followed = followPeople({
    entries: [],
    groups: [],
    namedUsers: [],
    now: () => state.at,
    onProblem: (problem) => state.problems.push(problem),
    accounts: {
      ownTeam: () => answer(() => 'T1'),
      user: (id) => answer(() => users.get(id)),
      findByEmail: (email) =>
        answer(() => [...users.values()].find((user) => user.email?.toLowerCase() === email)?.id),
      groups: () => answer(() => members),
    },
    ...changes,
  });
  return { followed, users, members, state };
}

const entry = { slack: 'UANA', user: 'ana@example.com', groups: ['sre'] };

describe('who somebody is', () => {
  it('is what the entry says, for a member of this workspace', async () => {
    const { followed } = people([member('UANA')], { entries: [entry] });
    expect(followed.findPerson('UANA')).toBeUndefined();
    const person = { slackUser: 'UANA', user: 'ana@example.com', groups: ['sre'] };
    expect(await followed.identify('UANA')).toEqual({ person });
    expect(followed.findPerson('UANA')).toEqual(person);
    expect(await followed.identify('UBO')).toMatchObject({ refused: 'not-mapped' });
  });

  it.each<[string, Partial<SlackUser>]>([
    ['deactivated', { deleted: true }],
    ['guest', { isGuest: true }],
    ['bot', { isBot: true }],
    ['other-workspace', { isStranger: true }],
    ['other-workspace', { teamId: 'T2' }],
    ['other-workspace', { teamId: undefined }],
  ])('is nobody who may act: %s %j, with an entry as by e-mail', async (refused, changes) => {
    const listed = people([member('UANA', changes)], { entries: [entry] });
    expect(await listed.followed.identify('UANA')).toMatchObject({ refused });
    expect(listed.followed.findPerson('UANA')).toBeUndefined();
    const unlisted = people([member('UANA', changes)], { byEmail });
    expect(await unlisted.followed.identify('UANA')).toMatchObject({ refused });
    expect(listed.followed.listPeople()).toEqual([]);
  });

  it('takes an account of an organisation that belongs to this workspace too', async () => {
    const { followed } = people([member('UANA', { teamId: 'E1', teams: ['T0', 'T1'] })], {
      entries: [entry],
    });
    expect(await followed.identify('UANA')).toHaveProperty('person');
  });

  it.each<[string, Partial<SlackUser>]>([
    ['email-not-known', { email: undefined }],
    ['email-not-confirmed', { emailConfirmed: false }],
    ['email-not-confirmed', { isInvited: true }],
    ['email-not-allowed', { email: 'ana@example.com.evil.org' }],
    ['email-not-allowed', { email: 'ana@evil@example.com' }],
    ['email-not-allowed', { email: 'ana\r\nImpersonate-Group: system:masters@example.com' }],
    ['email-not-allowed', { email: 'a\u200Bna@example.com' }],
    ['system-name', { email: 'system:masters@example.com' }],
  ])('is not taken from an address: %s %j', async (refused, changes) => {
    const { followed } = people([member('UANA', changes)], { byEmail });
    expect(await followed.identify('UANA')).toMatchObject({ refused });
    expect(followed.findPerson('UANA')).toBeUndefined();
  });

  it('is the address in lower case, behind the prefix, and only of those that are listed', async () => {
    const { followed } = people([member('UANA', { email: 'Ana@Example.com' }), member('UBO')], {
      byEmail: { domains: ['example.com'], users: ['ana@example.com'], prefix: 'oidc:' },
    });
    expect(await followed.identify('UANA')).toMatchObject({
      person: { user: 'oidc:ana@example.com', groups: [] },
    });
    expect(await followed.identify('UBO')).toMatchObject({ refused: 'email-not-allowed' });
    const system = people([member('UANA')], { byEmail: { ...byEmail, prefix: 'system:' } });
    expect(await system.followed.identify('UANA')).toMatchObject({ refused: 'system-name' });
  });

  it('is uncertain with two accounts of one address, and then for both', async () => {
    const twin = member('UANA2', { email: 'uana@example.com' });
    const { followed } = people([member('UANA'), twin], { byEmail });
    expect(await followed.identify('UANA')).toHaveProperty('person');
    expect(await followed.identify('UANA2')).toMatchObject({ refused: 'ambiguous' });
    expect(await followed.identify('UANA')).toMatchObject({ refused: 'ambiguous' });
    expect(followed.findPerson('UANA')).toBeUndefined();
    const listed = people([member('UANA'), twin], {
      byEmail,
      entries: [{ ...entry, user: 'uana@example.com' }],
    });
    expect(await listed.followed.identify('UANA')).toHaveProperty('person');
    const answer = await listed.followed.identify('UANA2');
    expect(answer).toMatchObject({ refused: 'ambiguous' });
    expect(answer).toHaveProperty('message', expect.stringContaining('UANA'));
  });
});

describe('groups of Slack', () => {
  const groups = [{ slack: 'S1', group: 'oncall' }];

  it('give the Kubernetes group that stands beside their id, and no other', async () => {
    const { followed, members } = people([member('UANA'), member('UBO')], {
      byEmail,
      entries: [entry],
      groups,
    });
    expect(await followed.identify('UANA')).toMatchObject({ person: { groups: ['oncall', 'sre'] } });
    expect(await followed.identify('UBO')).toMatchObject({ person: { groups: [] } });
    members.set('S1', ['UBO']);
    followed.groupsChanged();
    expect(await followed.identify('UBO')).toMatchObject({ person: { groups: ['oncall'] } });
    expect(followed.findPerson('UANA')?.groups).toEqual(['sre']);
  });

  it('tell beforehand who is there to approve', async () => {
    const { followed } = people([member('UANA'), member('UBO')], {
      byEmail,
      groups,
      namedUsers: ['cy@example.com', 'robot'],
    });
    await followed.look();
    expect(followed.listPeople()).toEqual([
      { slackUser: 'UANA', user: 'uana@example.com', groups: ['oncall'] },
      { slackUser: '', user: 'cy@example.com', groups: [] },
    ]);
  });

  it('that cannot be asked for cost an entry those groups, and anybody else the answer', async () => {
    const accounts = {
      ownTeam: async () => 'T1',
      user: async (id: string) => member(id),
      findByEmail: async () => 'UBO',
      groups: async () => Promise.reject(new Error('Slack refused usergroups.list: missing_scope')),
    };
    const { followed, state } = people([], { byEmail, entries: [entry], groups, accounts });
    expect(await followed.identify('UANA')).toMatchObject({ person: { groups: ['sre'] } });
    expect(await followed.identify('UBO')).toMatchObject({ refused: 'slack-not-asked' });
    expect(state.problems[0]).toContain('missing_scope');
  });
});

describe('what Slack said before', () => {
  it('is used for a minute, then asked again', async () => {
    const { followed, users, state } = people([member('UANA')], { entries: [entry] });
    await followed.identify('UANA');
    const asked = state.asked;
    state.at += freshMs - 1;
    await followed.identify('UANA');
    expect(state.asked).toBe(asked);
    users.set('UANA', member('UANA', { deleted: true }));
    state.at += 1;
    expect(await followed.identify('UANA')).toMatchObject({ refused: 'deactivated' });
  });

  it('is used no more after an event of Slack', async () => {
    const { followed, users } = people([member('UANA')], { entries: [entry] });
    await followed.identify('UANA');
    users.set('UANA', member('UANA', { deleted: true }));
    followed.accountChanged('UANA');
    expect(followed.findPerson('UANA')).toBeUndefined();
    expect(await followed.identify('UANA')).toMatchObject({ refused: 'deactivated' });
  });

  it('stands in for a quarter of an hour while Slack cannot be asked, and then nobody acts', async () => {
    const { followed, state } = people([member('UANA')], { entries: [entry] });
    await followed.identify('UANA');
    state.down = true;
    state.at += staleMs - 1;
    expect(await followed.identify('UANA')).toHaveProperty('person');
    state.at += 1;
    expect(await followed.identify('UANA')).toEqual({
      refused: 'slack-not-asked',
      message: expect.stringMatching(
        /^Nothing was done: .*Slack did not answer users.info.*Try again/,
      ) as string,
    });
    expect(followed.findPerson('UANA')).toBeUndefined();
    expect(followed.nameOf('UANA')).toBe('ana@example.com');
  });

  it('never stands in for what was never asked, nor for what an event made old', async () => {
    const { followed, state } = people([member('UANA')], { entries: [entry] });
    state.down = true;
    expect(await followed.identify('UANA')).toMatchObject({ refused: 'slack-not-asked' });
    state.down = false;
    await followed.identify('UANA');
    state.down = true;
    followed.accountChanged('UANA');
    expect(await followed.identify('UANA')).toMatchObject({ refused: 'slack-not-asked' });
  });

  it('is asked once for many who wait', async () => {
    const { followed, state } = people([member('UANA')], { entries: [entry] });
    await Promise.all(Array.from({ length: 20 }, () => followed.identify('UANA')));
    expect(state.asked).toBeLessThanOrEqual(21);
    const before = state.asked;
    state.at += freshMs;
    await Promise.all(Array.from({ length: 20 }, () => followed.identify('UANA')));
    expect(state.asked).toBe(before + 1);
  });
});
