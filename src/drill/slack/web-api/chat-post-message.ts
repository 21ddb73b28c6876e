import { blockLimits } from '../blocks/block-limits.ts';
import type { Message } from '../message.ts';
import { appendMessage, findMessage } from '../state/messages.ts';
import type { ChannelState, WorkspaceState } from '../state/workspace-state.ts';
import { readFlag, readString, type ApiArguments } from './arguments.ts';
import { writableChannel } from './channel-access.ts';
import { readContent } from './message-content.ts';
import type { Method } from './method.ts';
import { SlackError } from './slack-error.ts';
import { wireMessage } from './wire-message.ts';

/** Who a message of the app is from. */
export const botAuthor = (
  state: WorkspaceState,
): Pick<Message, 'user' | 'bot_id' | 'app_id'> & Readonly<Record<string, unknown>> => ({
  user: state.app.botUserId,
  bot_id: state.app.botId,
  app_id: state.app.appId,
  bot_profile: {
    id: state.app.botId,
    app_id: state.app.appId,
    user_id: state.app.botUserId,
    name: state.app.botName,
    deleted: false,
    team_id: state.app.teamId,
  },
});

/** The root that `thread_ts` leads to: a reply's own ts leads to its root. */
export function threadRoot(channel: ChannelState, args: ApiArguments): string | undefined {
  const ts = readString(args, 'thread_ts');
  if (ts === undefined) return undefined;
  const target = findMessage(channel, ts);
  // Slack's answer to a thread whose root is gone is not documented; a refusal is what an app must survive anyway.
  if (target === undefined || target.subtype === 'tombstone') throw new SlackError('cannot_reply_to_message');
  return target.thread_ts ?? target.ts;
}

export const chatPostMessage: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  rate: 'post',
  run: ({ state, sendEvent }, args) => {
    const channel = writableChannel(state, args);
    const content = readContent(state, args, { maxText: blockLimits.messageText });
    const root = threadRoot(channel, args);
    const isBroadcast = root !== undefined && readFlag(args, 'reply_broadcast', false);
    const message = appendMessage(state, channel, {
      ...botAuthor(state),
      ...content,
      ...(root === undefined ? {} : { thread_ts: root }),
      ...(isBroadcast ? { subtype: 'thread_broadcast' } : {}),
    });
    sendEvent({
      ...wireMessage(message),
      type: 'message',
      channel: channel.id,
      event_ts: message.ts,
      channel_type: 'channel',
    });
    return { channel: channel.id, ts: message.ts, message: wireMessage(message, 'with metadata') };
  },
};
