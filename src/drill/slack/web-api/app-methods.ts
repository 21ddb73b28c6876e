import { requireString } from './arguments.ts';
import type { Method } from './method.ts';
import { SlackError } from './slack-error.ts';

export const authTest: Method = {
  token: 'bot',
  scopes: [],
  rate: 'special',
  run: ({ state }) => ({
    url: `${state.baseUrl}/`,
    team: state.app.teamName,
    user: state.app.botName,
    team_id: state.app.teamId,
    user_id: state.app.botUserId,
    bot_id: state.app.botId,
    is_enterprise_install: false,
  }),
};

export const apiTest: Method = {
  token: 'bot',
  scopes: [],
  rate: 'none',
  run: (_context, args) => ({ args }),
};

export const appsConnectionsOpen: Method = {
  token: 'app',
  scopes: [],
  rate: 'tier1',
  run: ({ openConnection }) => ({ url: openConnection() }),
};

export const botsInfo: Method = {
  token: 'bot',
  scopes: ['users:read'],
  rate: 'tier3',
  run: ({ state }, args) => {
    if (requireString(args, 'bot') !== state.app.botId) throw new SlackError('bot_not_found');
    const { botId: id, appId: app_id, botUserId: user_id, botName: name } = state.app;
    return { bot: { id, app_id, user_id, name, deleted: false, updated: 0 } };
  },
};

export const teamInfo: Method = {
  token: 'bot',
  scopes: ['team:read'],
  rate: 'tier3',
  run: ({ state }) => ({
    team: { id: state.app.teamId, name: state.app.teamName, domain: state.app.teamDomain },
  }),
};
