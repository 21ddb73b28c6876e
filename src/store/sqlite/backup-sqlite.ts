import { existsSync, linkSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import { createPrivateFile } from './create-private-file.ts';
import { flush } from './flush.ts';
import { translateSqliteError } from './sqlite-error.ts';

const busyTimeoutMs = 10_000;

/**
 * Writes a copy of the embedded store as one moment saw it, also while a bot writes: it is not held up. The copy appears
 * under its name only when it is whole, checked and on the disk; only its owner may read it.
 *
 * @throws {MiddlewatchError} `store-unavailable`: there is no such store, the target exists, or the disk refuses;
 *   `store-damaged`.
 */
export function backupSqlite(path: string, target: string): { bytes: number } {
  if (!existsSync(path)) throw new MiddlewatchError('store-unavailable', `there is no file ${path}`);
  if (existsSync(target)) throw new MiddlewatchError('store-unavailable', `${target} is there already`);
  const unfinished = `${target}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    // VACUUM INTO accepts an empty file: https://www.sqlite.org/lang_vacuum.html#vacuum_with_an_into_clause
    createPrivateFile(unfinished);
    copy(path, unfinished);
    const bytes = check(unfinished);
    flush(unfinished);
    // Unlike a rename, a link never takes the place of a file that came meanwhile.
    linkSync(unfinished, target);
    flush(dirname(target));
    return { bytes };
  } catch (error) {
    throw translateSqliteError(error, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function copy(path: string, target: string): void {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  try {
    const store = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'migrations'`).get();
    if (store === undefined) {
      throw new MiddlewatchError('store-unavailable', `${path} is no store of Middlewatch`);
    }
    database.prepare('VACUUM INTO $1').run({ $1: target });
  } finally {
    database.close();
  }
}

/** A copy that cannot be read back is none. Gives its size. */
function check(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const found = String(database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']);
    if (found !== 'ok') throw new MiddlewatchError('store-damaged', `the copy of it: ${found}`);
    const size = database.prepare(
      'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
    );
    return Number(size.get()?.['bytes']);
  } finally {
    database.close();
  }
}
