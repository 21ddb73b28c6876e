import { didYouMean } from '../model/did-you-mean.ts';
import type { Command } from './command.ts';
import { WrongUse } from './read-options.ts';
import { storeBackup } from './store-backup.ts';
import { storeCheck } from './store-check.ts';
import { storeRestore } from './store-restore.ts';
import type { StoreTools } from './store-tools.ts';

const parts = { backup: storeBackup, restore: storeRestore, check: storeCheck };

/** `store backup|restore|check …`. */
export function createStoreCommand(tools: (env: Parameters<Command>[1]['env']) => StoreTools): Command {
  return async ([part = '', ...rest], io) => {
    const run = Object.entries(parts).find(([name]) => name === part)?.[1];
    if (run !== undefined) return await run(rest, io, tools(io.env));
    const names = Object.keys(parts).join(', ');
    if (part === '') throw new WrongUse(`store needs a part: ${names}`);
    const meant = didYouMean(part, Object.keys(parts));
    throw new WrongUse(
      `store has no part "${part}"; ${meant === undefined ? `there are ${names}` : `did you mean ${meant}?`}`,
    );
  };
}
