import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import { sqliteCode, translateSqliteError } from './sqlite-error.ts';

const busyTimeoutMs = 2_000;

/**
 * Opens a store read-only, also beside a running bot, also in a folder that may not be written to.
 *
 * @throws {MiddlewatchError} `store-unavailable`: there is no such file, or it is no store of Middlewatch; `store-damaged`.
 */
export function openForReading(path: string): DatabaseSync {
  if (!existsSync(path)) throw new MiddlewatchError('store-unavailable', `there is no file ${path}`);
  try {
    return openAndLook(path);
  } catch (error) {
    // A folder that we may not write to: when no commit stands in a log beside it, the file can be read as it is.
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
    if (sqliteCode(error) !== 14 || (log?.size ?? 0) > 0) throw translateSqliteError(error, path);
  }
  try {
    return openAndLook(`${pathToFileURL(path).href}?immutable=1`);
  } catch (error) {
    throw translateSqliteError(error, path);
  }
}

export function hasTable(database: DatabaseSync, name: string): boolean {
  return (
    database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1`).get({ $1: name }) !==
    undefined
  );
}

/** Opening alone reads nothing yet. */
function openAndLook(name: string): DatabaseSync {
  const database = new DatabaseSync(name, { readOnly: true, timeout: busyTimeoutMs });
  try {
    database.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
