import type { ActionValueName, ActionValues } from '../../model/action.ts';
import { readNumber, type Read } from './read-values.ts';

interface ValueRule<Name extends ActionValueName> {
  /** Ours first. */
  flags: readonly [string, ...string[]];
  read: (text: string) => Read<NonNullable<ActionValues[Name]>>;
}

/** How each value of an action is written in a command. */
export const actionValueRules: { readonly [Name in ActionValueName]: ValueRule<Name> } = {
  revision: {
    flags: ['--to', '--to-revision', '--revision'],
    read: (text) => readNumber(text, 'revision'),
  },
  replicas: { flags: ['--replicas'], read: (text) => readNumber(text, 'replicas') },
};

/** Reads one value into what was given so far; the problem in words when it cannot be. */
export function readActionValue(
  given: ActionValues,
  name: ActionValueName,
  text: string,
): string | undefined {
  const read: Read<string | number> = actionValueRules[name].read(text);
  if ('problem' in read) return read.problem;
  Object.assign(given, { [name]: read.value });
  return undefined;
}
