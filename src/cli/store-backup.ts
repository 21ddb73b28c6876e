import { backupSqlite } from '../store/sqlite/backup-sqlite.ts';
import { auditInWords, checkEmbedded, faultLines } from './check-embedded.ts';
import { exitCodes, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';
import { embeddedPath, placeOptions, type StoreTools } from './store-tools.ts';

/**
 * `store backup FILE (--config FILE | --store PATH)`, with the arguments after the two words. Gives the exit code.
 *
 * @throws {WrongUse}
 * @throws {MiddlewatchError} `store-unavailable`, `store-damaged`, `config-invalid`
 */
export async function storeBackup(
  argv: readonly string[],
  io: CommandIo,
  tools: StoreTools,
): Promise<number> {
  const { values, positionals } = readOptions(argv, placeOptions);
  const [target, more] = positionals;
  if (target === undefined || more !== undefined) throw new WrongUse('store backup needs one FILE to write');
  const instead = 'back up a PostgreSQL with its own pg_dump';
  const path = await embeddedPath('store backup', values, tools, instead);
  const { bytes } = backupSqlite(path, target);
  // What was written is read back: the chain in it, the rows, the schema.
  const report = checkEmbedded(target);
  if (report.faults.length > 0) {
    io.stderr(
      `${target} is a true copy, but of a store with faults:\n${faultLines(report)}It is kept. Look at ${path} with "middlewatch store check".\n`,
    );
    return exitCodes.fault;
  }
  io.stdout(
    `${target}: ${bytes} bytes, checked, ${auditInWords(report)}.\n` +
      `To restore it, stop the bot: middlewatch store restore ${target} ${values.config === undefined ? `--store ${path}` : `--config ${values.config}`}\n`,
  );
  return exitCodes.done;
}
