import type { Input } from '../model/input.ts';
import type { JsonObject } from '../model/json.ts';

/** From where somebody acted, for the record: by what, in which channel (and thread) of which workspace. */
export function fromWhere({
  via,
  channel,
  threadTs,
  team,
}: Pick<Input, 'via' | 'channel' | 'threadTs' | 'team'>): JsonObject {
  return {
    via,
    ...(channel !== '' && { channel }),
    ...(threadTs !== undefined && { thread: threadTs }),
    ...(team !== undefined && { team }),
  };
}
