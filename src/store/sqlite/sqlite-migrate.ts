import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../migrations/migration.ts';
import {
  keepOldestBesideSql,
  newestStepSql,
  oldestBesideSql,
  stepWithOldestBeside,
} from '../migrations/schema-sql.ts';
import { stepsToApply, type SchemaFound } from '../migrations/steps-to-apply.ts';

/**
 * Brings the schema to the newest step, each step in its own transaction. Nobody else writes meanwhile: the caller has
 * the lock.
 *
 * @throws {MiddlewatchError} `store-newer` when a step is there beside which this version may not run.
 */
export function migrateSqlite(database: DatabaseSync, migrations: readonly Migration[], now: number): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)',
  );
  const found = readSqliteSchema(database, migrations.length);
  for (const migration of stepsToApply(migrations, found)) {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(migration.sql);
      database.exec(migration.sqlite);
      database
        .prepare('INSERT INTO migrations (number, name, applied_at) VALUES ($1, $2, $3)')
        .run({ $1: migration.number, $2: migration.name, $3: now });
      if (migration.oldestBeside !== undefined)
        database.prepare(keepOldestBesideSql).run({ $1: migration.number, $2: migration.oldestBeside });
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** How far the schema of a store is, for a version that knows so many steps. Its table `migrations` is there. */
export function readSqliteSchema(database: DatabaseSync, known: number): SchemaFound {
  const applied = Number(database.prepare(newestStepSql).get()?.['number']);
  if (applied < stepWithOldestBeside) return { applied, oldestBeside: 1 };
  const oldest = database.prepare(oldestBesideSql).get({ $1: known });
  return { applied, oldestBeside: Number(oldest?.['oldest']) };
}
