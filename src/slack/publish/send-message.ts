import type { ChatPostMessageArguments, ChatUpdateArguments, MessageMetadata } from '@slack/web-api';
import type { MessageRecord } from '../../model/message.ts';
import { metadataEventType } from '../action-ids.ts';
import { plainMessage } from '../fit-message.ts';
import type { MessageView } from '../views/message-view.ts';
import type { Channels } from '../web/channels.ts';
import type { SlackCaller } from '../web/slack-caller.ts';
import { SlackCallError } from '../web/slack-problem.ts';
import { methodRate, postRates } from '../web/slack-rates.ts';
import type { Place } from './find-posted.ts';

const updateRate = methodRate('chat.update');
/** Slack does not take the layout: the words alone are better than nothing. */
const layoutErrors = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_attachments',
]);

export interface Sender {
  caller: SlackCaller;
  channels: Channels;
  /** Told when Slack did not take the blocks and the plain version was sent. */
  onPlain: (messageId: string, problem: string) => void;
}

/** Posts; joins a public channel that it is not in. Call after its turn. @throws {SlackCallError} */
export async function postMessage(
  sender: Sender,
  record: MessageRecord,
  place: Place,
  view: MessageView,
): Promise<{ channel: string; ts: string }> {
  const rate = postRates(place.channel)[0] ?? updateRate;
  const post = async ({ text, blocks }: MessageView) => {
    const args: ChatPostMessageArguments = {
      channel: place.channel,
      text,
      blocks,
      metadata: metadataOf(record),
      unfurl_links: false,
      unfurl_media: false,
      ...(place.threadTs !== undefined && { thread_ts: place.threadTs }),
    };
    return await sender.caller.call(
      'chat.postMessage',
      rate,
      (client) => client.chat.postMessage(args),
      place.channel,
    );
  };
  const answer = await withPlain(sender, record, view, async (shown) => {
    try {
      return await post(shown);
    } catch (error) {
      if (codeOf(error) !== 'not_in_channel') throw error;
      await sender.channels.join(place.channel).catch(() => {
        // Private, or without channels:join: what people need to hear is that the app is not in the channel.
        throw error;
      });
      return await post(shown);
    }
  });
  if (answer.ts === undefined)
    throw new SlackCallError({ kind: 'lost', message: 'Slack told no ts for the post' });
  return { channel: answer.channel ?? place.channel, ts: answer.ts };
}

/** Edits. Call after its turn. @throws {SlackCallError} */
export async function updateMessage(
  sender: Sender,
  record: MessageRecord,
  at: { channel: string; ts: string },
  view: MessageView,
): Promise<void> {
  await withPlain(sender, record, view, async ({ text, blocks }) => {
    const args: ChatUpdateArguments = {
      channel: at.channel,
      ts: at.ts,
      text,
      blocks,
      metadata: metadataOf(record),
    };
    return await sender.caller.call(
      'chat.update',
      updateRate,
      (client) => client.chat.update(args),
      at.channel,
    );
  });
}

/** Slack's error word, when it refused. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof SlackCallError && error.problem.kind === 'refused' ? error.problem.code : undefined;
}

async function withPlain<Result>(
  sender: Sender,
  record: MessageRecord,
  view: MessageView,
  send: (view: MessageView) => Promise<Result>,
): Promise<Result> {
  try {
    return await send(view);
  } catch (error) {
    if (!layoutErrors.has(codeOf(error) ?? '')) throw error;
    sender.onPlain(record.id, error instanceof Error ? error.message : String(error));
    return await send(plainMessage(view.text));
  }
}

function metadataOf(record: MessageRecord): MessageMetadata {
  return {
    event_type: metadataEventType,
    event_payload: {
      message: record.id,
      ...(record.incidentId !== undefined && { incident: record.incidentId }),
    },
  };
}
