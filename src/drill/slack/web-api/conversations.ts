import { appendMessage } from '../state/messages.ts';
import { botIsMember, type ChannelState, type WorkspaceState } from '../state/workspace-state.ts';
import { readFlag, readInteger, readString, requireString } from './arguments.ts';
import { directChannel, namedChannel } from './channel-access.ts';
import type { Method } from './method.ts';
import { page } from './page-cursor.ts';
import { SlackError } from './slack-error.ts';

const read = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];

export function wireChannel(state: WorkspaceState, channel: ChannelState): Readonly<Record<string, unknown>> {
  if (channel.directWith !== undefined) {
    return {
      id: channel.id,
      created: channel.created,
      is_im: true,
      is_archived: false,
      user: channel.directWith,
    };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: false,
    is_member: botIsMember(state, channel),
    created: channel.created,
    creator: state.people[0]?.id ?? 'USLACKBOT',
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.size,
    context_team_id: state.app.teamId,
  };
}

const kindOf = (channel: ChannelState): string => {
  if (channel.directWith !== undefined) return 'im';
  return channel.isPrivate ? 'private_channel' : 'public_channel';
};

export const conversationsList: Method = {
  token: 'bot',
  scopes: read,
  rate: 'tier2',
  run: ({ state }, args) => {
    const types = (readString(args, 'types') ?? 'public_channel').split(',').map((type) => type.trim());
    const withoutArchived = readFlag(args, 'exclude_archived', false);
    const visible = state.channels.filter(
      (channel) =>
        types.includes(kindOf(channel)) &&
        !(withoutArchived && channel.isArchived) &&
        (!channel.isPrivate || botIsMember(state, channel)),
    );
    const { items, next } = page(visible, args, { fallback: 100, max: 1000 });
    return {
      channels: items.map((channel) => wireChannel(state, channel)),
      response_metadata: { next_cursor: next },
    };
  },
};

export const conversationsInfo: Method = {
  token: 'bot',
  scopes: read,
  rate: 'tier3',
  run: ({ state }, args) => ({ channel: wireChannel(state, namedChannel(state, args)) }),
};

export const conversationsMembers: Method = {
  token: 'bot',
  scopes: read,
  rate: 'tier4',
  run: ({ state }, args) => {
    const { items, next } = page([...namedChannel(state, args).members], args, { fallback: 100, max: 1000 });
    return { members: items, response_metadata: { next_cursor: next } };
  },
};

export const conversationsJoin: Method = {
  token: 'bot',
  scopes: ['channels:join'],
  rate: 'tier3',
  run: ({ state }, args) => {
    const channel = namedChannel(state, args);
    if (channel.directWith !== undefined) throw new SlackError('method_not_supported_for_channel_type');
    if (channel.isArchived) throw new SlackError('is_archived');
    if (botIsMember(state, channel)) {
      return {
        channel: wireChannel(state, channel),
        warning: 'already_in_channel',
        response_metadata: { warnings: ['already_in_channel'] },
      };
    }
    channel.members.add(state.app.botUserId);
    const text = `<@${state.app.botUserId}> has joined the channel`;
    appendMessage(state, channel, { user: state.app.botUserId, text, subtype: 'channel_join' });
    return { channel: wireChannel(state, channel) };
  },
};

export const conversationsOpen: Method = {
  token: 'bot',
  scopes: ['im:write', 'mpim:write', 'channels:manage', 'groups:write'],
  rate: 'tier3',
  run: ({ state }, args) => {
    if (readString(args, 'channel') !== undefined) return { channel: { id: namedChannel(state, args).id } };
    const users = requireString(args, 'users').split(',');
    if (users.length > 1) throw new SlackError('method_not_supported_for_channel_type');
    const channel = directChannel(state, users[0] ?? '');
    state.changes.changed();
    return { channel: readFlag(args, 'return_im', false) ? wireChannel(state, channel) : { id: channel.id } };
  },
};

export const usersConversations: Method = {
  token: 'bot',
  scopes: read,
  rate: 'tier2',
  run: ({ state }, args) => {
    const member = readString(args, 'user') ?? state.app.botUserId;
    const limit = readInteger(args, 'limit', { fallback: 100, max: 1000 });
    const joined = state.channels.filter((channel) => channel.members.has(member)).slice(0, limit);
    return {
      channels: joined.map((channel) => wireChannel(state, channel)),
      response_metadata: { next_cursor: '' },
    };
  },
};
