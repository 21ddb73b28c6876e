import type { ClientBase } from 'pg';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import type { Migration } from '../migrations/migration.ts';
import { migrationLock } from './postgres-lock.ts';

/** Longer than an operation may take: a step may have to rewrite a table, and others wait for it. */
const timeoutMs = 120_000;

/**
 * Brings the schema to the newest step, all of them in one transaction and one process at a time.
 *
 * @throws {MiddlewatchError} `store-newer` when a step is there that this version does not know.
 */
export async function migratePostgres(client: ClientBase, migrations: readonly Migration[]): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    await client.query(`SET LOCAL statement_timeout = ${timeoutMs}`);
    await client.query(migrationLock);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)',
    );
    const { rows } = await client.query<{ number: number }>(
      'SELECT COALESCE(MAX(number), 0) AS number FROM migrations',
    );
    const applied = rows[0]?.number ?? 0;
    if (applied > migrations.length) {
      throw new MiddlewatchError(
        'store-newer',
        `its schema is ${applied}, this Middlewatch knows up to ${migrations.length}`,
      );
    }
    for (const { number, name, sql, postgres } of migrations.filter((one) => one.number > applied)) {
      await client.query(sql);
      if (postgres !== '') await client.query(postgres);
      await client.query('INSERT INTO migrations (number, name, applied_at) VALUES ($1, $2, now_ms())', [
        number,
        name,
      ]);
    }
    await client.query('COMMIT');
  } catch (error) {
    // When the connection is gone the server has rolled back by itself; the first error is the one to tell.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
