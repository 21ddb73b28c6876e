import { DatabaseSync } from 'node:sqlite';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import { createPrivateFile } from './create-private-file.ts';
import { sqliteCode } from './sqlite-error.ts';

/** A thread that is just ending gives its lock back within this time. */
const waitMs = 500;

/**
 * Makes this process the one writer of the store at `path`: an exclusive transaction on the database `<path>.lock`, held
 * until it is closed. The kernel gives it back when the process dies, whatever killed it. The store's own file stays
 * readable for others, which `locking_mode=EXCLUSIVE` on it would prevent.
 *
 * @throws {MiddlewatchError} `store-locked` when another process has it.
 */
export function takeLock(path: string): { release(): void } {
  const lockPath = `${path}.lock`;
  createPrivateFile(lockPath);
  const database = new DatabaseSync(lockPath, { timeout: waitMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (sqliteCode(error) === 5) {
      throw new MiddlewatchError('store-locked', `${path} (the lock is ${lockPath})`, { cause: error });
    }
    throw error;
  }
  return { release: () => database.close() };
}
