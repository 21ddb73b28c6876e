import { DatabaseSync } from 'node:sqlite';
import { allMigrations } from '../migrations/all-migrations.ts';
import { checkAtStart } from './check-at-start.ts';
import { createPrivateFile } from './create-private-file.ts';
import { migrateSqlite } from './sqlite-migrate.ts';

/** How long a statement waits for a lock of another program (a backup, a checkpoint) before it fails. */
const busyTimeoutMs = 2_000;

/**
 * The log is brought into the file when it holds so many pages of 4 kB, instead of 1,000: what waits for an answer waits
 * for that too, with two more fsyncs, and in a storm 4 MB are half a second.
 */
const checkpointPages = 4_000;

/**
 * Opens the writing connection: WAL, every commit fsynced, foreign keys on, checked for damage, schema up to date.
 *
 * @throws {MiddlewatchError} `store-newer`, `store-damaged`; SQLite's own errors otherwise.
 */
export function openSqlite(path: string, now: () => number): DatabaseSync {
  createPrivateFile(path);
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    // FULL fsyncs the write-ahead log at every commit: https://www.sqlite.org/pragma.html#pragma_synchronous
    database.exec('PRAGMA synchronous = FULL');
    database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    checkAtStart(database, path);
    // After an fsync that failed the kernel calls the log's pages clean: what commits after them would hang on pages that
    // may never reach the disk. So what the log holds is brought into the file first.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    // A big integer, because SQLite would store a JavaScript number as a real.
    database.function('now_ms', () => BigInt(now()));
    migrateSqlite(database, allMigrations, now());
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
