import type { Message, Ping } from '../message.ts';
import { isObject } from './rule.ts';

type Mention = Pick<Ping, 'kind' | 'id'>;

const broadcasts = new Set(['channel', 'here', 'everyone']);
const token =
  /<(?:!(channel|here|everyone)(?:\|[^>]*)?|!subteam\^([A-Z0-9]+)(?:\|[^>]*)?|@([UW][A-Z0-9]+)(?:\|[^>]*)?)>/g;

/** Mentions in mrkdwn. Escaped text (`&lt;!channel&gt;`) holds none. */
export function mentionsInText(text: string): readonly Mention[] {
  return [...text.matchAll(token)].map(([, broadcast, group, user]): Mention => {
    if (broadcast !== undefined) return { kind: broadcast as 'channel' | 'here' | 'everyone' };
    if (group !== undefined) return { kind: 'usergroup', id: group };
    return { kind: 'user', id: user ?? '' };
  });
}

function mentionsInBlocks(value: unknown): readonly Mention[] {
  if (Array.isArray(value)) return value.flatMap(mentionsInBlocks);
  if (!isObject(value)) return [];
  const { type } = value;
  // Plain text and rich text runs are shown as they are: nothing in them is parsed.
  if (type === 'plain_text' || type === 'text' || type === 'raw_text') return [];
  if (type === 'broadcast' && broadcasts.has(String(value['range']))) {
    return [{ kind: value['range'] as 'channel' | 'here' | 'everyone' }];
  }
  if (type === 'user' && typeof value['user_id'] === 'string')
    return [{ kind: 'user', id: value['user_id'] }];
  if (type === 'usergroup' && typeof value['usergroup_id'] === 'string') {
    return [{ kind: 'usergroup', id: value['usergroup_id'] }];
  }
  const own = typeof value['text'] === 'string' ? mentionsInText(value['text']) : [];
  const below = Object.entries(value).flatMap(([name, item]) =>
    name === 'text' && typeof item === 'string' ? [] : mentionsInBlocks(item),
  );
  return [...own, ...below];
}

/**
 * Every mention that a message holds, each once, in its text, blocks and attachments. Stricter than Slack on purpose:
 * Slack does not notify from attachments or from the fallback text, a test must not rest on that.
 */
export function mentionsOf(message: Pick<Message, 'text' | 'blocks' | 'attachments'>): readonly Mention[] {
  const found = [
    ...mentionsInText(message.text),
    ...mentionsInBlocks(message.blocks ?? []),
    ...mentionsInBlocks(message.attachments ?? []),
  ];
  return [...new Map(found.map((mention) => [`${mention.kind} ${mention.id ?? ''}`, mention])).values()];
}
