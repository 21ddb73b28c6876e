import type { Message } from '../message.ts';
import { findMessage, replaceMessage } from '../state/messages.ts';
import type { ChannelState, WorkspaceState } from '../state/workspace-state.ts';
import { requireString, type ApiArguments } from './arguments.ts';
import { writableChannel } from './channel-access.ts';
import type { Method } from './method.ts';
import { SlackError } from './slack-error.ts';

type Place = { readonly channel: ChannelState; readonly message: Message };

function place(state: WorkspaceState, args: ApiArguments): Place {
  const channel = writableChannel(state, args);
  const message = findMessage(channel, requireString(args, 'timestamp'));
  if (message === undefined) throw new SlackError('message_not_found');
  return { channel, message };
}

/** The message with one reaction of one user more or less. */
export function withReaction(
  message: Message,
  name: string,
  user: string,
  change: 'add' | 'remove',
): Message {
  const others = (message.reactions ?? []).filter((reaction) => reaction.name !== name);
  const users = (message.reactions ?? []).find((reaction) => reaction.name === name)?.users ?? [];
  const now = change === 'add' ? [...users, user] : users.filter((other) => other !== user);
  const reactions = now.length === 0 ? others : [...others, { name, users: now, count: now.length }];
  const plain: { -readonly [Key in keyof Message]: Message[Key] } = { ...message };
  delete plain.reactions;
  return reactions.length === 0 ? plain : { ...plain, reactions };
}

const hasReacted = (message: Message, name: string, user: string): boolean =>
  (message.reactions ?? []).some((reaction) => reaction.name === name && reaction.users.includes(user));

export const reactionsAdd: Method = {
  token: 'bot',
  scopes: ['reactions:write'],
  rate: 'tier3',
  run: ({ state }, args) => {
    const name = requireString(args, 'name').replaceAll(':', '');
    const { channel, message } = place(state, args);
    if (hasReacted(message, name, state.app.botUserId)) throw new SlackError('already_reacted');
    replaceMessage(state, channel, withReaction(message, name, state.app.botUserId, 'add'));
    return {};
  },
};

export const reactionsRemove: Method = {
  token: 'bot',
  scopes: ['reactions:write'],
  rate: 'tier2',
  run: ({ state }, args) => {
    const name = requireString(args, 'name').replaceAll(':', '');
    const { channel, message } = place(state, args);
    if (!hasReacted(message, name, state.app.botUserId)) throw new SlackError('no_reaction');
    replaceMessage(state, channel, withReaction(message, name, state.app.botUserId, 'remove'));
    return {};
  },
};

export const pinsAdd: Method = {
  token: 'bot',
  scopes: ['pins:write'],
  rate: 'tier2',
  run: ({ state }, args) => {
    const { channel, message } = place(state, args);
    if (message.pinned_to !== undefined) throw new SlackError('already_pinned');
    replaceMessage(state, channel, { ...message, pinned_to: [channel.id] });
    return {};
  },
};

export const pinsRemove: Method = {
  token: 'bot',
  scopes: ['pins:write'],
  rate: 'tier2',
  run: ({ state }, args) => {
    const { channel, message } = place(state, args);
    if (message.pinned_to === undefined) throw new SlackError('no_pin');
    const unpinned: { -readonly [Key in keyof Message]: Message[Key] } = { ...message };
    delete unpinned.pinned_to;
    replaceMessage(state, channel, unpinned);
    return {};
  },
};
