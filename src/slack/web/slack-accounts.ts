import type { SlackAccounts, SlackUser } from '../../people/slack-user.ts';
import { ranks } from './rate-budgets.ts';
import type { SlackCaller } from './slack-caller.ts';
import { SlackCallError } from './slack-problem.ts';
import { methodRate } from './slack-rates.ts';

const userRate = methodRate('users.info');
const emailRate = methodRate('users.lookupByEmail');
const groupRate = methodRate('usergroups.list');
const teamRate = methodRate('auth.test');
/** Somebody waits for an answer. */
const patienceMs = 2_000;

/** Slackbot acts for workflows and reminders and is no bot by its flags. */
const slackbot = 'USLACKBOT';

type WireUser = Partial<Record<Flag, boolean>> & {
  id?: string;
  team_id?: string;
  enterprise_user?: { teams?: string[] };
  teams?: string[];
  profile?: { email?: string; bot_id?: string };
};

type Flag =
  | 'deleted'
  | 'is_bot'
  | 'is_workflow_bot'
  | 'is_connector_bot'
  | 'is_restricted'
  | 'is_ultra_restricted'
  | 'is_stranger'
  | 'is_invited_user'
  | 'is_email_confirmed';

/** Slack's accounts and user groups, asked through the one caller. What it throws are SlackCallErrors. */
export function slackAccounts(caller: SlackCaller): SlackAccounts {
  return {
    ownTeam: async () => {
      await caller.turn('auth.test/team', [teamRate], patienceMs, ranks.answer);
      const answer = await caller.call('auth.test', teamRate, (client) => client.auth.test());
      return answer.team_id ?? '';
    },
    user: async (user) => {
      await caller.turn(`users.info/who/${user}`, [userRate], patienceMs, ranks.answer);
      return unless(['user_not_found', 'user_not_visible'], async () => {
        const answer = await caller.call('users.info', userRate, (client) => client.users.info({ user }));
        return answer.user === undefined ? undefined : readSlackUser(answer.user);
      });
    },
    findByEmail: async (email) => {
      await caller.turn(`users.lookupByEmail/${email}`, [emailRate], patienceMs, ranks.answer);
      return unless(['users_not_found'], async () => {
        const answer = await caller.call('users.lookupByEmail', emailRate, (client) =>
          client.users.lookupByEmail({ email }),
        );
        return answer.user?.id;
      });
    },
    groups: async () => {
      await caller.turn('usergroups.list', [groupRate], patienceMs, ranks.answer);
      const answer = await caller.call('usergroups.list', groupRate, (client) =>
        client.usergroups.list({ include_users: true, include_disabled: false }),
      );
      return new Map((answer.usergroups ?? []).map(({ id = '', users = [] }) => [id, users]));
    },
  };
}

/** A user object of users.info and of the event user_change. */
export function readSlackUser(wire: WireUser): SlackUser {
  const is = (flag: Flag): boolean => wire[flag] === true;
  const id = wire.id ?? '';
  return {
    id,
    teamId: wire.team_id,
    teams: wire.enterprise_user?.teams ?? [],
    deleted: is('deleted'),
    // is_app_user says nothing here: it marks people who authorised the app.
    isBot: is('is_bot') || is('is_workflow_bot') || is('is_connector_bot') || id === slackbot,
    isGuest: is('is_restricted') || is('is_ultra_restricted'),
    isStranger: is('is_stranger'),
    isInvited: is('is_invited_user'),
    email: wire.profile?.email,
    emailConfirmed: is('is_email_confirmed'),
  };
}

async function unless<Value>(
  codes: readonly string[],
  run: () => Promise<Value | undefined>,
): Promise<Value | undefined> {
  try {
    return await run();
  } catch (error) {
    if (
      error instanceof SlackCallError &&
      error.problem.kind === 'refused' &&
      codes.includes(error.problem.code)
    )
      return undefined;
    throw error;
  }
}
