import type { ClientBase } from 'pg';
import { seenWithinMs } from '../../model/replica.ts';
import type { Migration } from '../migrations/migration.ts';
import {
  keepOldestBesideSql,
  newestStepSql,
  oldestBesideSql,
  runningSql,
  stepWithOldestBeside,
} from '../migrations/schema-sql.ts';
import {
  refuseBesideOlder,
  stepsToApply,
  type RunningReplica,
  type SchemaFound,
} from '../migrations/steps-to-apply.ts';
import { migrationLock } from './postgres-lock.ts';

/** Longer than an operation may take: a step may have to rewrite a table, and others wait for it. */
const timeoutMs = 120_000;

/**
 * Brings the schema to the newest step, all of them in one transaction and one process at a time.
 *
 * @throws {MiddlewatchError} `store-newer` when a step is there beside which this version may not run;
 *   `store-older-running` when a missing step would break a process that runs.
 */
export async function migratePostgres(client: ClientBase, migrations: readonly Migration[]): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    await client.query(`SET LOCAL statement_timeout = ${timeoutMs}`);
    await client.query(migrationLock);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)',
    );
    const steps = stepsToApply(migrations, await readPostgresSchema(client, migrations.length));
    await refuseBreaking(client, steps);
    for (const { number, name, sql, postgres, oldestBeside } of steps) {
      await client.query(sql);
      if (postgres !== '') await client.query(postgres);
      await client.query('INSERT INTO migrations (number, name, applied_at) VALUES ($1, $2, now_ms())', [
        number,
        name,
      ]);
      if (oldestBeside !== undefined) await client.query(keepOldestBesideSql, [number, oldestBeside]);
    }
    await client.query('COMMIT');
  } catch (error) {
    // When the connection is gone the server has rolled back by itself; the first error is the one to tell.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** How far the schema is, for a version that knows so many steps. The table `migrations` is there. */
export async function readPostgresSchema(client: ClientBase, known: number): Promise<SchemaFound> {
  const newest = await client.query<{ number: number }>(newestStepSql);
  const applied = newest.rows[0]?.number ?? 0;
  if (applied < stepWithOldestBeside) return { applied, oldestBeside: 1 };
  const unknown = await client.query<{ oldest: number }>(oldestBesideSql, [known]);
  return { applied, oldestBeside: unknown.rows[0]?.oldest ?? 1 };
}

/** A process that opens the store meanwhile waits for this transaction, and reads the new schema. */
async function refuseBreaking(client: ClientBase, steps: readonly Migration[]): Promise<void> {
  // Only adding, or an empty database: nothing to break.
  if (!steps.some(({ oldestBeside }) => oldestBeside !== undefined) || steps[0]?.number === 1) return;
  const { rows } = await client.query<RunningReplica>(runningSql, [seenWithinMs]);
  refuseBesideOlder(steps, rows);
}
