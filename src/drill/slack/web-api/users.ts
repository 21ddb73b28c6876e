import { findPerson, type PersonState, type WorkspaceState } from '../state/workspace-state.ts';
import { readFlag, requireString } from './arguments.ts';
import type { Method } from './method.ts';
import { page } from './page-cursor.ts';
import { SlackError } from './slack-error.ts';

/** Seconds east of UTC of an IANA zone at a moment. */
function zoneOffset(tz: string, atMs: number): number {
  const name = new Intl.DateTimeFormat('en-US', { timeZone: tz, timeZoneName: 'longOffset' })
    .formatToParts(atMs)
    .find((part) => part.type === 'timeZoneName')?.value;
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

const flags = { is_admin: false, is_owner: false, is_app_user: false };

/** A user object, as users.info and the event user_change carry it. */
export function wirePerson(state: WorkspaceState, person: PersonState): Readonly<Record<string, unknown>> {
  const { account } = person;
  const teamId = account.teamId ?? state.app.teamId;
  return {
    id: person.id,
    team_id: teamId,
    name: person.name,
    real_name: person.realName,
    tz: person.tz,
    tz_label: person.tz,
    tz_offset: zoneOffset(person.tz, state.now()),
    deleted: account.deleted ?? false,
    is_bot: account.isBot ?? false,
    is_restricted: (account.isRestricted ?? false) || (account.isUltraRestricted ?? false),
    is_ultra_restricted: account.isUltraRestricted ?? false,
    is_email_confirmed: account.isEmailConfirmed ?? true,
    ...(account.isStranger === true && { is_stranger: true }),
    updated: 0,
    ...flags,
    profile: {
      real_name: person.realName,
      display_name: person.name,
      real_name_normalized: person.realName,
      display_name_normalized: person.name,
      email: person.email,
      title: person.title,
      team: teamId,
    },
  };
}

function wireBot(state: WorkspaceState): Readonly<Record<string, unknown>> {
  const { app } = state;
  return {
    id: app.botUserId,
    team_id: app.teamId,
    name: app.botName,
    real_name: app.appName,
    tz: 'Etc/UTC',
    tz_offset: 0,
    deleted: false,
    is_bot: true,
    is_restricted: false,
    is_ultra_restricted: false,
    updated: 0,
    ...flags,
    profile: {
      real_name: app.appName,
      display_name: app.botName,
      bot_id: app.botId,
      api_app_id: app.appId,
      team: app.teamId,
    },
  };
}

export const usersInfo: Method = {
  token: 'bot',
  scopes: ['users:read'],
  rate: 'tier4',
  run: ({ state }, args) => {
    const id = requireString(args, 'user');
    if (id === state.app.botUserId) return { user: wireBot(state) };
    const person = findPerson(state, id);
    if (person === undefined) throw new SlackError('user_not_found');
    return { user: wirePerson(state, person) };
  },
};

export const usersList: Method = {
  token: 'bot',
  scopes: ['users:read'],
  rate: 'tier2',
  run: ({ state }, args) => {
    const all = [...state.people.map((person) => wirePerson(state, person)), wireBot(state)];
    const { items, next } = page(all, args, { fallback: 1000, max: 1000 });
    return {
      members: items,
      cache_ts: Math.floor(state.now() / 1000),
      response_metadata: { next_cursor: next },
    };
  },
};

export const usersLookupByEmail: Method = {
  token: 'bot',
  scopes: ['users:read.email'],
  rate: 'tier3',
  run: ({ state }, args) => {
    const email = requireString(args, 'email').toLowerCase();
    const person = state.people.find(
      (candidate) => candidate.email.toLowerCase() === email && candidate.account.deleted !== true,
    );
    if (person === undefined) throw new SlackError('users_not_found');
    return { user: wirePerson(state, person) };
  },
};

export const usergroupsList: Method = {
  token: 'bot',
  scopes: ['usergroups:read'],
  rate: 'tier2',
  run: ({ state }, args) => ({
    usergroups: state.usergroups.map((group) => ({
      id: group.id,
      team_id: state.app.teamId,
      is_usergroup: true,
      name: group.name,
      handle: group.handle,
      date_delete: 0,
      user_count: group.users.length,
      ...(readFlag(args, 'include_users', false) ? { users: group.users } : {}),
    })),
  }),
};

export const usergroupsUsersList: Method = {
  token: 'bot',
  scopes: ['usergroups:read'],
  rate: 'tier2',
  run: ({ state }, args) => {
    const id = requireString(args, 'usergroup');
    const group = state.usergroups.find((candidate) => candidate.id === id);
    if (group === undefined) throw new SlackError('no_such_subteam');
    return { users: group.users };
  },
};
