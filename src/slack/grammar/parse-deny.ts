import type { Command } from '../../model/input.ts';
import { readActionValue } from './action-values.ts';
import type { Arguments } from './read-arguments.ts';

/** A handle is 24 random bytes in base64url; an id begins with `r-`. Nobody's reason is such a word. */
const requestName = /^(?:r-[\w-]{6,190}|[\w-]{32})$/;

/** `[INC-12 or a request] --reason "…"`, or the reason as it is said: `deny the pool is half full`. */
export function parseDeny(given: Arguments): Command | { problem: string } {
  const { incident } = given;
  const [first = ''] = given.words;
  const request = requestName.test(first) ? first : undefined;
  const said = given.words.slice(request === undefined ? 0 : 1).join(' ');
  if (request !== undefined && incident !== undefined) return { problem: 'One incident or one request.' };
  if (said !== '' && given.reason !== undefined)
    return { problem: 'Say why once: after `deny`, or by `--reason "…"`.' };
  const values: { reason?: string } = {};
  const problem = said === '' ? undefined : readActionValue(values, 'reason', said);
  if (problem !== undefined) return { problem: `That reason ${problem}.` };
  const reason = given.reason ?? values.reason;
  if (reason === undefined) return { problem: 'Say why: `--reason "…"`.' };
  return {
    verb: 'deny',
    ...(request !== undefined && { request }),
    ...(incident !== undefined && { incident }),
    reason,
  };
}
