import {
  botIsMember,
  findChannel,
  findPerson,
  type ChannelState,
  type WorkspaceState,
} from '../state/workspace-state.ts';
import { requireString, type ApiArguments } from './arguments.ts';
import { SlackError } from './slack-error.ts';

/** The direct conversation with a person, opened when it is not there yet. */
export function directChannel(state: WorkspaceState, userId: string): ChannelState {
  const existing = state.channels.find((channel) => channel.directWith === userId);
  if (existing !== undefined) return existing;
  const person = findPerson(state, userId);
  if (person === undefined) throw new SlackError('user_not_found');
  const channel: ChannelState = {
    id: state.ids.make('D'),
    name: `direct-${person.name}`,
    topic: '',
    isPrivate: true,
    directWith: userId,
    created: Math.floor(state.now() / 1000),
    isArchived: false,
    members: new Set([userId, state.app.botUserId]),
    messages: [],
  };
  state.channels.push(channel);
  return channel;
}

/** The channel that the argument names by id, whether or not the bot is in it. Private ones are hidden from outsiders. */
export function namedChannel(state: WorkspaceState, args: ApiArguments, name = 'channel'): ChannelState {
  const id = requireString(args, name);
  const channel = state.channels.find((candidate) => candidate.id === id);
  if (channel === undefined || (channel.isPrivate && !botIsMember(state, channel)))
    throw new SlackError('channel_not_found');
  return channel;
}

/** The channel to write in; chat methods also take `#name` and a user id. */
export function writableChannel(state: WorkspaceState, args: ApiArguments, name = 'channel'): ChannelState {
  const id = requireString(args, name);
  if (findPerson(state, id) !== undefined) return directChannel(state, id);
  const channel = findChannel(state, id);
  if (channel === undefined || (channel.isPrivate && !botIsMember(state, channel)))
    throw new SlackError('channel_not_found');
  if (channel.isArchived) throw new SlackError('is_archived');
  if (!botIsMember(state, channel)) throw new SlackError('not_in_channel');
  return channel;
}

/** The channel to read the history of. */
export function readableChannel(state: WorkspaceState, args: ApiArguments): ChannelState {
  const channel = namedChannel(state, args);
  if (!botIsMember(state, channel)) throw new SlackError('not_in_channel');
  return channel;
}
