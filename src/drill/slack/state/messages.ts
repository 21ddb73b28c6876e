import { mentionsOf } from '../blocks/mentions.ts';
import type { EphemeralMessage, Message } from '../message.ts';
import { nextTs, type ChannelState, type PersonState, type WorkspaceState } from './workspace-state.ts';

/** What a poster gives; the workspace adds channel, ts, team and type. */
export type Draft = Omit<Message, 'type' | 'channel' | 'ts' | 'team'>;

export const findMessage = (channel: ChannelState, ts: string): Message | undefined =>
  channel.messages.find((message) => message.ts === ts);

/** A message is the start of something in the channel, unless it is a reply that was not broadcast. */
export const isInChannel = (message: Message): boolean =>
  message.thread_ts === undefined ||
  message.thread_ts === message.ts ||
  message.subtype === 'thread_broadcast';

/** The root and its replies, oldest first. */
export const threadOf = (channel: ChannelState, ts: string): readonly Message[] =>
  channel.messages.filter((message) => message.ts === ts || message.thread_ts === ts);

function remember(state: WorkspaceState, message: Message): void {
  const key = `${message.channel} ${message.ts}`;
  state.versions.set(key, [...(state.versions.get(key) ?? []), message]);
}

/** Puts a new version in the place of the one with the same ts. */
export function replaceMessage(state: WorkspaceState, channel: ChannelState, message: Message): void {
  channel.messages = channel.messages.map((old) => (old.ts === message.ts ? message : old));
  remember(state, message);
  state.changes.changed();
}

function countReplies(channel: ChannelState, rootTs: string): void {
  const replies = channel.messages.filter((message) => message.thread_ts === rootTs && message.ts !== rootTs);
  channel.messages = channel.messages.map((message) => {
    if (message.ts !== rootTs) return message;
    const latest = replies.at(-1);
    if (latest === undefined) {
      const root: { -readonly [Key in keyof Message]: Message[Key] } = { ...message };
      delete root.thread_ts;
      delete root.reply_count;
      delete root.reply_users;
      delete root.latest_reply;
      return root;
    }
    const users = [...new Set(replies.map((reply) => reply.user))];
    return {
      ...message,
      thread_ts: rootTs,
      reply_count: replies.length,
      reply_users: users,
      latest_reply: latest.ts,
    };
  });
}

/** Adds a message at the end of the channel and notes whom it would have pinged. */
export function appendMessage(state: WorkspaceState, channel: ChannelState, draft: Draft): Message {
  const message: Message = {
    type: 'message',
    channel: channel.id,
    ts: nextTs(state),
    team: state.app.teamId,
    ...draft,
  };
  channel.messages = [...channel.messages, message];
  remember(state, message);
  if (message.thread_ts !== undefined) countReplies(channel, message.thread_ts);
  for (const mention of mentionsOf(message))
    state.pings.push({ channel: channel.id, ts: message.ts, ...mention });
  state.changes.changed();
  return message;
}

export function removeMessage(state: WorkspaceState, channel: ChannelState, message: Message): void {
  channel.messages = channel.messages.filter((other) => other.ts !== message.ts);
  if (message.thread_ts !== undefined && message.thread_ts !== message.ts)
    countReplies(channel, message.thread_ts);
  state.deletions.push({ channel: channel.id, ts: message.ts, message, at: state.now() });
  state.changes.changed();
}

export function appendEphemeral(
  state: WorkspaceState,
  channel: ChannelState,
  person: PersonState,
  draft: Draft,
): EphemeralMessage {
  const message: EphemeralMessage = {
    type: 'message',
    channel: channel.id,
    ts: nextTs(state),
    team: state.app.teamId,
    ...draft,
    is_ephemeral: true,
    visibleTo: person.id,
  };
  person.ephemerals.push(message);
  state.changes.changed();
  return message;
}

export function replaceEphemeral(state: WorkspaceState, person: PersonState, ts: string, draft: Draft): void {
  const index = person.ephemerals.findIndex((message) => message.ts === ts);
  const old = person.ephemerals[index];
  if (old === undefined) return;
  person.ephemerals[index] = {
    type: 'message',
    channel: old.channel,
    ts,
    team: old.team,
    ...draft,
    is_ephemeral: true,
    visibleTo: person.id,
  };
  state.changes.changed();
}

export function removeEphemeral(state: WorkspaceState, person: PersonState, ts: string): void {
  const index = person.ephemerals.findIndex((message) => message.ts === ts);
  if (index >= 0) person.ephemerals.splice(index, 1);
  state.changes.changed();
}
