import { readInteger, readString, type ApiArguments } from './arguments.ts';
import { SlackError } from './slack-error.ts';

/**
 * One page of a list by `limit` and `cursor`. `next` is the cursor of the page after it, or empty.
 * @throws SlackError invalid_cursor
 */
export function page<Item>(
  all: readonly Item[],
  args: ApiArguments,
  limits: { readonly fallback: number; readonly max: number },
): { readonly items: readonly Item[]; readonly next: string } {
  const cursor = readString(args, 'cursor');
  const start =
    cursor === undefined
      ? 0
      : Number(
          Buffer.from(cursor, 'base64')
            .toString('utf8')
            .replace(/^from:/, ''),
        );
  if (!Number.isInteger(start) || start < 0) throw new SlackError('invalid_cursor');
  const end = start + readInteger(args, 'limit', limits);
  const next = end < all.length ? Buffer.from(`from:${end}`).toString('base64') : '';
  return { items: all.slice(start, end), next };
}
