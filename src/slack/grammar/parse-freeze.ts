import type { Command } from '../../model/input.ts';
import { foreignCode } from '../text/foreign-text.ts';
import type { Arguments } from './read-arguments.ts';
import { readDuration } from './read-duration.ts';

/** `[2h] [--cluster NAME] [-n NAMESPACE] --reason "…"`. */
export function parseFreeze(given: Arguments): Command | { problem: string } {
  const [duration, extra] = given.words;
  const wrong = given.incident ?? extra;
  if (wrong !== undefined) return { problem: `${foreignCode(wrong, 80)} is one word too many.` };
  const read = duration === undefined ? undefined : readDuration(duration);
  if (read !== undefined && 'problem' in read)
    return { problem: `${foreignCode(duration ?? '', 80)} ${read.problem}.` };
  if (given.reason === undefined) return { problem: 'Say why: `--reason "…"`.' };
  return {
    verb: 'freeze',
    ...freezePlace(given),
    ...(read !== undefined && { forMs: read.value }),
    reason: given.reason,
  };
}

export function freezePlace({ cluster, namespace }: Arguments): { cluster?: string; namespace?: string } {
  return { ...(cluster !== undefined && { cluster }), ...(namespace !== undefined && { namespace }) };
}
