import type { Message } from '../message.ts';
import { findMessage, isInChannel, threadOf } from '../state/messages.ts';
import { readFlag, readString, requireString, type ApiArguments } from './arguments.ts';
import { readableChannel } from './channel-access.ts';
import type { Method } from './method.ts';
import { page } from './page-cursor.ts';
import { SlackError } from './slack-error.ts';
import { wireMessage } from './wire-message.ts';

const scopes = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

/** Message times are fixed-width decimals: they compare as numbers, to the microsecond, without rounding. */
const micros = (ts: string): number => {
  const value = Math.round(Number(ts) * 1_000_000);
  if (!Number.isFinite(value)) throw new SlackError('invalid_ts_oldest');
  return value;
};

function withinRange(args: ApiArguments): (message: Message) => boolean {
  const oldest = micros(readString(args, 'oldest') ?? '0');
  const latestText = readString(args, 'latest');
  const latest = latestText === undefined ? Infinity : micros(latestText);
  const isInclusive = readFlag(args, 'inclusive', false);
  return (message) => {
    const at = micros(message.ts);
    return isInclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}

const wireAll = (messages: readonly Message[], args: ApiArguments): readonly unknown[] => {
  const metadata = readFlag(args, 'include_all_metadata', false) ? 'with metadata' : 'without metadata';
  return messages.map((message) => wireMessage(message, metadata));
};

/** Newest first, without replies. */
export const conversationsHistory: Method = {
  token: 'bot',
  scopes,
  rate: 'tier3',
  run: ({ state }, args) => {
    const channel = readableChannel(state, args);
    const found = channel.messages.filter(isInChannel).filter(withinRange(args)).reverse();
    const { items, next } = page(found, args, { fallback: 100, max: 999 });
    return {
      messages: wireAll(items, args),
      has_more: next !== '',
      pin_count: channel.messages.filter((message) => message.pinned_to !== undefined).length,
      ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
    };
  },
};

/** Oldest first, the root included. */
export const conversationsReplies: Method = {
  token: 'bot',
  scopes,
  rate: 'tier3',
  run: ({ state }, args) => {
    const channel = readableChannel(state, args);
    const target = findMessage(channel, requireString(args, 'ts'));
    if (target === undefined) throw new SlackError('thread_not_found');
    const root = target.thread_ts ?? target.ts;
    const inRange = withinRange(args);
    const found = threadOf(channel, root).filter((message) => message.ts === root || inRange(message));
    const { items, next } = page(found, args, { fallback: 1000, max: 1000 });
    return {
      messages: wireAll(items, args),
      has_more: next !== '',
      ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
    };
  },
};
