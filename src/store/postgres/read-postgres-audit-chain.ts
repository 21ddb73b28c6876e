import { Client } from 'pg';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import type { AuditRecord } from '../../model/audit-record.ts';
import { readAuditLink, type UnreadableRecord } from '../read-audit-link.ts';
import { auditColumns, type AuditRow } from '../rows/audit-row.ts';
import { placeOf, postgresAddress } from './open-postgres.ts';
import { translatePostgresError } from './postgres-error.ts';

/** Records that are held in memory at once. */
const page = 500;

/**
 * Reads the audit chain of a store in PostgreSQL, in order, as one moment saw it: read-only, also beside running bots.
 * What cannot be read comes as UnreadableRecord.
 *
 * @throws {MiddlewatchError} `store-unavailable`: it cannot be reached, or it is no store of Middlewatch.
 */
export async function* readPostgresAuditChain(
  databaseUrl: string,
): AsyncGenerator<AuditRecord | UnreadableRecord> {
  const place = placeOf(databaseUrl);
  const client = new Client(postgresAddress(databaseUrl));
  // The query that waits on a connection that breaks rejects as well; this is only the second report of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows: tables } = await client.query<{ audit: boolean; migrations: boolean }>(
      `SELECT to_regclass('audit') IS NOT NULL AS audit, to_regclass('migrations') IS NOT NULL AS migrations`,
    );
    if (tables[0]?.audit !== true) {
      if (tables[0]?.migrations !== true) {
        throw new MiddlewatchError('store-unavailable', `${place} is no store of Middlewatch`);
      }
      yield { seq: 1, unreadable: 'the table audit is gone' };
      return;
    }
    await client.query(`DECLARE chain NO SCROLL CURSOR FOR SELECT ${auditColumns} FROM audit ORDER BY seq`);
    for (;;) {
      const { rows } = await client.query<AuditRow>(`FETCH ${page} FROM chain`);
      yield* rows.map(readAuditLink);
      if (rows.length < page) return;
    }
  } catch (error) {
    throw translatePostgresError(error, place);
  } finally {
    await client.end();
  }
}
