import { durationInWords } from '../../model/duration-in-words.ts';

/** Why a silence may not end then; undefined when it may. */
export function endProblem(until: number, now: number, longestMs: number): string | undefined {
  if (until <= now) return 'Its end has passed: ask again with a later one.';
  if (until - now <= longestMs) return undefined;
  return `A silence may last ${durationInWords(longestMs)} at most (silences.longest in the config). Silence for less and extend it when that is over.`;
}
