import { backupSqlite } from '../store/sqlite/backup-sqlite.ts';
import { exitCodes, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

export interface StoreBackupTools {
  /** Reads a config file and gives its `store.path`. */
  storePath: (configFile: string) => Promise<string>;
  /** DATABASE_URL, where it is set. */
  databaseUrl: () => string | undefined;
}

/**
 * `store backup FILE (--config FILE | --store PATH)`, with the arguments after the two words. Gives the exit code.
 *
 * @throws {WrongUse}
 * @throws {MiddlewatchError} `store-unavailable`, `config-invalid`
 */
export async function storeBackup(
  argv: readonly string[],
  io: CommandIo,
  { storePath, databaseUrl }: StoreBackupTools,
): Promise<number> {
  const { values, positionals } = readOptions(argv, {
    config: { type: 'string' },
    store: { type: 'string' },
  });
  const [target, more] = positionals;
  if (target === undefined || more !== undefined) throw new WrongUse('store backup needs one FILE to write');
  if ((values.config === undefined) === (values.store === undefined))
    throw new WrongUse('store backup needs either --config FILE or --store PATH');
  if (values.store === undefined && databaseUrl() !== undefined)
    throw new WrongUse('DATABASE_URL is set: back up a PostgreSQL with its own pg_dump (docs/store.md)');
  const path = values.store ?? (await storePath(values.config ?? ''));
  const { bytes } = backupSqlite(path, target);
  io.stdout(
    `${target}: ${bytes} bytes, checked. To restore, stop the bot and put it in the place of ${path}.\n`,
  );
  return exitCodes.done;
}
