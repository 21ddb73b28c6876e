import type { Config } from './config/schema.ts';
import type { Logger } from './observe/logger.ts';
import { followPeople, type FollowedPeople } from './people/follow-people.ts';
import type { SlackAccounts } from './people/slack-user.ts';
import type { NeededScopes } from './slack/start-check.ts';

/** How often it is found out who could approve; whoever acts is looked at anew anyway. */
const lookEveryMs = 5 * 60_000;

export interface ConnectedPeople extends FollowedPeople {
  /** Slack's scopes that the config needs for it. */
  scopes: readonly NeededScopes[];
  /** Slack is connected: its groups and their members are looked at, now and every few minutes. */
  follow: (accounts: SlackAccounts) => void;
  /** What Slack's part of the bot asks it and tells it. */
  forSlack: {
    fallbackName: (slackUser: string) => string | undefined;
    onPeopleChange: (changed: { user: string } | 'groups') => void;
  };
  stop: () => void;
}

/** @throws MiddlewatchError `config-invalid` */
export function connectPeople(config: Config, log: Logger): ConnectedPeople {
  let slack: SlackAccounts | undefined;
  let timer: NodeJS.Timeout | undefined;
  const connected = (): SlackAccounts => {
    if (slack === undefined) throw new Error('Slack is not connected yet');
    return slack;
  };
  const people = followPeople({
    entries: config.people,
    byEmail: config.peopleByEmail,
    groups: config.slackGroups,
    namedUsers: config.policy.flatMap(principalsOf).flatMap(userOf),
    accounts: {
      ownTeam: async () => connected().ownTeam(),
      user: async (id) => connected().user(id),
      findByEmail: async (email) => connected().findByEmail(email),
      groups: async () => connected().groups(),
    },
    now: Date.now,
    onProblem: (problem) => log.warn({ problem }, 'who may act is not known whole'),
  });
  return {
    ...people,
    scopes: scopesFor(config),
    follow: (accounts) => {
      slack = accounts;
      void people.look();
      timer = setInterval(() => void people.look(), lookEveryMs).unref();
    },
    forSlack: {
      fallbackName: people.nameOf,
      onPeopleChange: (changed) =>
        changed === 'groups' ? people.groupsChanged() : people.accountChanged(changed.user),
    },
    stop: () => clearInterval(timer),
  };
}

function scopesFor({ peopleByEmail, slackGroups }: Config): NeededScopes[] {
  return [
    ...(peopleByEmail === undefined
      ? []
      : [{ scopes: ['users:read.email'], lost: 'nobody is known by e-mail (peopleByEmail)' }]),
    ...(slackGroups.length === 0
      ? []
      : [{ scopes: ['usergroups:read'], lost: 'no groups come from Slack (slackGroups)' }]),
  ];
}

function principalsOf({ ask, approve }: Config['policy'][number]): readonly string[] {
  return [...ask, ...approve.from];
}

/** `user:ana@example.com` */
function userOf(principal: string): string[] {
  return principal.startsWith('user:') ? [principal.slice('user:'.length)] : [];
}
