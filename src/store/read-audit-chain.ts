import { existsSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import type { AuditRecord } from '../model/audit-record.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import { readAuditLink, type UnreadableRecord } from './read-audit-link.ts';
import { auditColumns, type AuditRow } from './rows/audit-row.ts';
import { sqliteCode, translateSqliteError } from './sqlite/sqlite-error.ts';

const busyTimeoutMs = 2_000;

/**
 * Reads the audit chain of a store, in order, as one moment saw it: read-only, also beside a running bot. What cannot be
 * read comes as UnreadableRecord; damage of the file itself ends the chain with one.
 *
 * @throws {MiddlewatchError} `store-unavailable`: there is no such file, or it is no store of Middlewatch.
 */
export function* readAuditChain(path: string): Generator<AuditRecord | UnreadableRecord> {
  if (!existsSync(path)) throw new MiddlewatchError('store-unavailable', `there is no file ${path}`);
  const database = openForReading(path);
  let last = 0;
  try {
    if (!hasTable(database, 'audit')) {
      if (!hasTable(database, 'migrations')) {
        throw new MiddlewatchError('store-unavailable', `${path} is no store of Middlewatch`);
      }
      yield { seq: 1, unreadable: 'the table audit is gone' };
      return;
    }
    for (const row of database.prepare(`SELECT ${auditColumns} FROM audit ORDER BY seq`).iterate()) {
      const link = readAuditLink(row as unknown as AuditRow);
      last = link.seq;
      yield link;
    }
  } catch (error) {
    if (sqliteCode(error) === undefined || isLocked(error)) throw translateSqliteError(error, path);
    yield { seq: last + 1, unreadable: `the file is damaged here: ${(error as Error).message}` };
  } finally {
    database.close();
  }
}

function openForReading(path: string): DatabaseSync {
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

function hasTable(database: DatabaseSync, name: string): boolean {
  return (
    database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1`).get({ $1: name }) !==
    undefined
  );
}

function isLocked(error: unknown): boolean {
  return sqliteCode(error) === 5 || sqliteCode(error) === 6;
}
