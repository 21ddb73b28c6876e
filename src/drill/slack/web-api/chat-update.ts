import { blockLimits } from '../blocks/block-limits.ts';
import type { Message } from '../message.ts';
import { findMessage, removeMessage, replaceMessage } from '../state/messages.ts';
import { botIsMember, nextTs, type ChannelState, type WorkspaceState } from '../state/workspace-state.ts';
import { requireString, type ApiArguments } from './arguments.ts';
import { namedChannel } from './channel-access.ts';
import { readContent, type MessageContent } from './message-content.ts';
import type { Method } from './method.ts';
import { SlackError } from './slack-error.ts';
import { wireMessage } from './wire-message.ts';

function ownMessage(
  state: WorkspaceState,
  args: ApiArguments,
  notOwn: 'cant_update_message' | 'cant_delete_message',
): { readonly channel: ChannelState; readonly message: Message } {
  const channel = namedChannel(state, args);
  const message = findMessage(channel, requireString(args, 'ts'));
  if (message === undefined || message.subtype === 'tombstone') throw new SlackError('message_not_found');
  if (message.bot_id !== state.app.botId) throw new SlackError(notOwn);
  if (channel.isArchived) throw new SlackError('is_archived');
  return { channel, message };
}

/** The message with new content; what belongs to its place (thread, reactions, files) stays. */
export function withContent(message: Message, content: MessageContent): Message {
  const kept: { -readonly [Key in keyof Message]: Message[Key] } = { ...message };
  delete kept.blocks;
  delete kept.attachments;
  delete kept.metadata;
  return { ...kept, ...content };
}

/** `text` without `blocks` removes the blocks; attachments and metadata that are left out stay. */
export const chatUpdate: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  rate: 'tier3',
  run: ({ state }, args) => {
    const { channel, message } = ownMessage(state, args, 'cant_update_message');
    const content = readContent(state, args, {
      maxText: blockLimits.updateText,
      ...(message.attachments === undefined ? {} : { keptAttachments: message.attachments }),
      ...(message.metadata === undefined ? {} : { keptMetadata: message.metadata }),
    });
    const edited =
      content.blocks === undefined ? { edited: { user: state.app.botUserId, ts: nextTs(state) } } : {};
    const updated = { ...withContent(message, content), ...edited };
    replaceMessage(state, channel, updated);
    return {
      channel: channel.id,
      ts: message.ts,
      text: updated.text,
      message: wireMessage(updated, 'with metadata'),
    };
  },
};

/** A root with replies leaves a tombstone, as in Slack. */
export const chatDelete: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  rate: 'tier3',
  run: ({ state }, args) => {
    const { channel, message } = ownMessage(state, args, 'cant_delete_message');
    if ((message.reply_count ?? 0) === 0) removeMessage(state, channel, message);
    else {
      state.deletions.push({ channel: channel.id, ts: message.ts, message, at: state.now() });
      replaceMessage(state, channel, {
        type: 'message',
        subtype: 'tombstone',
        channel: channel.id,
        ts: message.ts,
        team: message.team,
        user: 'USLACKBOT',
        text: 'This message was deleted.',
        thread_ts: message.ts,
        ...(message.reply_count === undefined ? {} : { reply_count: message.reply_count }),
        ...(message.reply_users === undefined ? {} : { reply_users: message.reply_users }),
        ...(message.latest_reply === undefined ? {} : { latest_reply: message.latest_reply }),
      });
    }
    return { channel: channel.id, ts: message.ts };
  },
};

export const chatGetPermalink: Method = {
  token: 'bot',
  scopes: [],
  rate: 'special',
  run: ({ state }, args) => {
    const channel = namedChannel(state, args);
    if (!botIsMember(state, channel)) throw new SlackError('channel_not_found');
    const message = findMessage(channel, requireString(args, 'message_ts'));
    if (message === undefined) throw new SlackError('message_not_found');
    const inThread = message.thread_ts !== undefined && message.thread_ts !== message.ts;
    const thread = inThread ? `?thread_ts=${message.thread_ts ?? ''}&cid=${channel.id}` : '';
    return {
      channel: channel.id,
      permalink: `${state.baseUrl}/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`,
    };
  },
};
