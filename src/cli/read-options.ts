import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean } from '../model/did-you-mean.ts';

/** A wrong use of the command line: printed with the way to the help, exit code 2. */
export class WrongUse extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongUse';
  }
}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads a command's options and positionals; unknown options are refused with a guess.
 * @throws WrongUse
 */
export function readOptions<Given extends Options>(argv: readonly string[], options: Given) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '--?([\w-]+)/.exec(message)?.[1];
    if (unknown === undefined) throw new WrongUse(message.split('. ')[0] ?? message);
    const meant = didYouMean(unknown, Object.keys(options));
    throw new WrongUse(
      `there is no option --${unknown}${meant === undefined ? '' : `; did you mean --${meant}?`}`,
    );
  }
}
