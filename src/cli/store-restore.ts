import { durationInWords } from '../model/duration-in-words.ts';
import { prepareRestore } from '../store/sqlite/restore-sqlite.ts';
import { auditInWords, checkEmbedded, faultLines } from './check-embedded.ts';
import { exitCodes, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';
import { embeddedPath, placeOptions, type StoreTools } from './store-tools.ts';

/**
 * `store restore FILE (--config FILE | --store PATH)`, with the arguments after the two words. Gives the exit code: 1 when
 * the backup has faults; then nothing was replaced.
 *
 * @throws {WrongUse}
 * @throws {MiddlewatchError} `store-locked`, `store-unavailable`, `config-invalid`
 */
export async function storeRestore(
  argv: readonly string[],
  io: CommandIo,
  { now = Date.now, ...tools }: StoreTools & { now?: () => number },
): Promise<number> {
  const { values, positionals } = readOptions(argv, placeOptions);
  const [backup, more] = positionals;
  if (backup === undefined || more !== undefined)
    throw new WrongUse('store restore needs one FILE, a backup that "store backup" wrote');
  const instead = 'restore a PostgreSQL with its own pg_restore, all bots stopped';
  const path = await embeddedPath('store restore', values, tools, instead);
  const restore = prepareRestore(backup, path, now);
  try {
    const report = checkEmbedded(restore.copy);
    if (report.faults.length > 0) {
      io.stderr(`${backup} has faults, nothing was replaced:\n${faultLines(report)}Take an older backup.\n`);
      return exitCodes.fault;
    }
    const { aside, newestAt } = await restore.finish();
    io.stdout(
      [
        `${path} is now ${backup}: checked, ${auditInWords(report)}.`,
        aside === undefined ? 'No store was there before.' : `The store that was there is kept as ${aside}`,
        newestAt === 0
          ? 'It is empty.'
          : `What happened since ${new Date(newestAt).toISOString()} (${durationInWords(now() - newestAt)} ago) is unknown to it: the bot looks before it acts again.`,
        'Start the bot.',
        '',
      ].join('\n'),
    );
    return exitCodes.done;
  } finally {
    restore.end();
  }
}
