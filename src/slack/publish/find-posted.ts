import { metadataEventType } from '../action-ids.ts';
import type { SlackCaller } from '../web/slack-caller.ts';
import { SlackCallError } from '../web/slack-problem.ts';
import { methodRate } from '../web/slack-rates.ts';

/** What is known of a message in Slack, as conversations.history tells it. */
export interface PostedMessage {
  ts?: string;
  metadata?: { event_type?: string; event_payload?: object };
  files?: readonly { name?: string | null }[];
}

export interface Place {
  channel: string;
  threadTs?: string;
}

const historyRate = methodRate('conversations.history');
const repliesRate = methodRate('conversations.replies');
const pageSize = 200;
const maxPages = 10;
const maxWaitMs = 5000;
/** Slack's clock and ours differ. */
const clockSkewMs = 120_000;

/**
 * Looks in the channel, or in the thread, for a message that an earlier attempt may have posted.
 * `unknown`: the app may not read there (no channels:history or groups:history), so nobody can tell.
 * @throws {SlackCallError} for every other problem
 */
export async function findPosted(
  caller: SlackCaller,
  place: Place,
  sinceMs: number,
  matches: (message: PostedMessage) => boolean,
): Promise<{ ts: string } | 'not-there' | 'unknown'> {
  try {
    const oldest = String(Math.max(0, Math.floor((sinceMs - clockSkewMs) / 1000)));
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const { messages, next } = await readPage(caller, place, oldest, cursor);
      const found = messages.find(matches);
      if (found?.ts !== undefined) return { ts: found.ts };
      cursor = next;
      if (cursor === undefined || cursor === '') break;
    }
    return 'not-there';
  } catch (error) {
    if (error instanceof SlackCallError && error.problem.kind === 'refused') {
      if (error.problem.code === 'missing_scope') return 'unknown';
      if (error.problem.code === 'thread_not_found') return 'not-there';
    }
    throw error;
  }
}

/** Is this the message that the store calls `messageId`? */
export function isMessage(messageId: string): (message: PostedMessage) => boolean {
  return ({ metadata }) =>
    metadata?.event_type === metadataEventType &&
    (metadata.event_payload as Readonly<Record<string, unknown>> | undefined)?.['message'] === messageId;
}

async function readPage(
  caller: SlackCaller,
  { channel, threadTs }: Place,
  oldest: string,
  cursor: string | undefined,
): Promise<{ messages: readonly PostedMessage[]; next: string | undefined }> {
  const method = threadTs === undefined ? 'conversations.history' : 'conversations.replies';
  const rate = threadTs === undefined ? historyRate : repliesRate;
  await caller.turn(`${method}/${channel}/${threadTs ?? ''}/${oldest}`, [rate], maxWaitMs);
  const args = {
    channel,
    oldest,
    limit: pageSize,
    include_all_metadata: true,
    ...(cursor !== undefined && { cursor }),
  };
  const answer = await caller.call(method, rate, (client) =>
    threadTs === undefined
      ? client.conversations.history(args)
      : client.conversations.replies({ ...args, ts: threadTs }),
  );
  return { messages: answer.messages ?? [], next: answer.response_metadata?.next_cursor };
}
