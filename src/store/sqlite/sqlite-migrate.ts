import type { DatabaseSync } from 'node:sqlite';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import type { Migration } from '../migrations/migration.ts';

/**
 * Brings the schema to the newest step, each step in its own transaction.
 *
 * @throws {MiddlewatchError} `store-newer` when a step is there that this version does not know.
 */
export function migrateSqlite(database: DatabaseSync, migrations: readonly Migration[], now: number): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)',
  );
  const newest = database.prepare('SELECT COALESCE(MAX(number), 0) AS number FROM migrations').get();
  const applied = Number(newest?.['number']);
  if (applied > migrations.length) {
    throw new MiddlewatchError(
      'store-newer',
      `its schema is ${applied}, this Middlewatch knows up to ${migrations.length}`,
    );
  }
  for (const migration of migrations.filter(({ number }) => number > applied)) {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(migration.sql);
      database.exec(migration.sqlite);
      database
        .prepare('INSERT INTO migrations (number, name, applied_at) VALUES ($1, $2, $3)')
        .run({ $1: migration.number, $2: migration.name, $3: now });
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}
