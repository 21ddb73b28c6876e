import type { AuditRecord } from '../model/audit-record.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import { readAuditLink, type UnreadableRecord } from './read-audit-link.ts';
import { auditColumns, type AuditRow } from './rows/audit-row.ts';
import { hasTable, openForReading } from './sqlite/open-for-reading.ts';
import { sqliteCode, translateSqliteError } from './sqlite/sqlite-error.ts';

/**
 * Reads the audit chain of a store, in order, as one moment saw it: read-only, also beside a running bot. What cannot be
 * read comes as UnreadableRecord; damage of the file itself ends the chain with one.
 *
 * @throws {MiddlewatchError} `store-unavailable`: there is no such file, or it is no store of Middlewatch.
 */
export function* readAuditChain(path: string): Generator<AuditRecord | UnreadableRecord> {
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

function isLocked(error: unknown): boolean {
  return sqliteCode(error) === 5 || sqliteCode(error) === 6;
}
