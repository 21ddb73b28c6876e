import { faultLine } from './check.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Config } from '../config/schema.ts';
import { exitCodes, type Command } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

/** The composition root's part: starts the bot, resolves with the exit code when it has ended. */
export type RunBot = (config: Config, env: Readonly<Record<string, string | undefined>>) => Promise<number>;

/** `run --config F`: the real thing. No config is an error, never a silent drill. */
export function createRunCommand(runBot: RunBot): Command {
  return async (argv, io) => {
    const { values } = readOptions(argv, { config: { type: 'string' } });
    if (values.config === undefined)
      throw new WrongUse('run needs --config FILE (to try it without one: middlewatch drill)');
    const result = await loadConfig(values.config);
    if (!result.ok) {
      for (const fault of result.errors) io.stderr(`${faultLine(fault)}\n`);
      return exitCodes.wrongUse;
    }
    for (const fault of result.warnings) io.stderr(`${faultLine(fault)} (goes on without it)\n`);
    return runBot(result.config, io.env);
  };
}
