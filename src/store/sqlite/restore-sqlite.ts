import { chownSync, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import { distrustAfterRestore } from '../steps/distrust-after-restore.ts';
import { createPrivateFile } from './create-private-file.ts';
import { finishRestore, restoredName } from './finish-restore.ts';
import { flush } from './flush.ts';
import { translateSqliteError } from './sqlite-error.ts';
import { takeLock } from './sqlite-lock.ts';
import { SqliteTransaction } from './sqlite-transaction.ts';

export interface PreparedRestore {
  /** The copy that would become the store: to be checked before `finish`. */
  copy: string;
  /**
   * Puts it in the place of the store.
   * @returns where the replaced one is, if there was one, and the time of the newest thing in the backup
   */
  finish(): Promise<{ aside?: string; newestAt: number }>;
  /** Gives the lock back and leaves nothing behind; after `finish` too. */
  end(): void;
}

/**
 * Copies a backup beside the embedded store at `path`, holding its lock: no bot runs meanwhile. Nothing is replaced yet.
 *
 * @throws {MiddlewatchError} `store-locked` while a bot runs; `store-unavailable`: there is no such backup, it is a store
 *   in use, or the disk refuses.
 */
export function prepareRestore(backup: string, path: string, now: () => number): PreparedRestore {
  refuseWhatIsNoBackup(backup, path);
  const copy = `${path}.restoring`;
  const lock = translated(path, () => takeLock(path));
  // The logs too: SQLite would play one that a killed restore left into the next copy.
  const removeCopy = (): void => {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${copy}${end}`, { force: true });
  };
  const end = (): void => {
    removeCopy();
    lock.release();
  };
  try {
    translated(path, () => {
      // What an earlier restore was killed in: it had been decided.
      finishRestore(path);
      removeCopy();
      createPrivateFile(copy);
      copyFileSync(backup, copy);
      giveToOwnerOf(path, copy, `${path}.lock`);
      flush(copy);
    });
  } catch (error) {
    end();
    throw error;
  }
  return {
    copy,
    end,
    async finish() {
      try {
        const newestAt = await distrust(copy, { at: now(), file: basename(backup) });
        flush(copy);
        renameSync(copy, restoredName(path));
        flush(dirname(path));
        return { ...finishRestore(path), newestAt };
      } catch (error) {
        throw translateSqliteError(error, path);
      }
    },
  };
}

function refuseWhatIsNoBackup(backup: string, path: string): void {
  const refuse = (words: string): never => {
    throw new MiddlewatchError('store-unavailable', words);
  };
  const found = statSync(backup, { throwIfNoEntry: false });
  if (found === undefined) return refuse(`there is no file ${backup}`);
  if (!found.isFile()) return refuse(`${backup} is no file`);
  const current = statSync(path, { throwIfNoEntry: false });
  if (current !== undefined && current.ino === found.ino && current.dev === found.dev)
    return refuse(`${backup} is the store itself`);
  // Without the log its newest commits would be lost, and with a bot beside it nothing is certain.
  if ((statSync(`${backup}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0)
    return refuse(
      `${backup} is a store in use (${backup}-wal holds commits); make a backup of it with "middlewatch store backup"`,
    );
}

/** Root may restore for a bot that is not root. */
function giveToOwnerOf(path: string, ...files: readonly string[]): void {
  const { uid, gid } = statSync(existsSync(path) ? path : dirname(path));
  for (const file of files) {
    const mine = statSync(file);
    if (mine.uid !== uid || mine.gid !== gid) chownSync(file, uid, gid);
  }
}

async function distrust(copy: string, restore: { at: number; file: string }): Promise<number> {
  const database = new DatabaseSync(copy, { enableForeignKeyConstraints: true });
  try {
    database.exec('PRAGMA synchronous = FULL');
    database.function('now_ms', () => BigInt(restore.at));
    database.exec('BEGIN IMMEDIATE');
    const newest = await distrustAfterRestore(new SqliteTransaction(database), restore);
    database.exec('COMMIT');
    return newest;
  } finally {
    // Rolls back what was not committed; takes a log into the file.
    database.close();
  }
}

function translated<Result>(path: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw translateSqliteError(error, path);
  }
}
