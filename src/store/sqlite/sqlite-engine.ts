import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import type { Job, Outcome } from '../job.ts';
import { Conflict, type Transaction } from '../transaction.ts';
import { finishRestore } from './finish-restore.ts';
import { openSqlite } from './open-sqlite.ts';
import { isConnectionLost, isUnavailable, translateSqliteError } from './sqlite-error.ts';
import { takeLock } from './sqlite-lock.ts';
import { SqliteTransaction } from './sqlite-transaction.ts';

interface Connection {
  database: DatabaseSync;
  transaction: SqliteTransaction;
  /** Which file it is, see fileAt. */
  file: string | undefined;
}

/**
 * SQLite as the store's engine: one connection, one writer, one operation at a time. Operations that wait together share
 * one commit and its fsync; each still is all or nothing by a savepoint of its own, and nobody hears of a result before
 * the commit.
 */
export class SqliteEngine {
  readonly #path: string;
  readonly #now: () => number;
  readonly #groupMs: number;
  readonly #lock: { release(): void };
  #connection: Connection | undefined;
  #wasOpen = false;
  /** Ends when the group that runs now has ended: the connection has one transaction at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Frozen while an operation runs: all its statements see one time. */
  #operationNow = 0;

  /**
   * @param options.groupMs a commit waits no longer than this for more operations of its group
   * @throws {MiddlewatchError} `store-locked`, `store-newer`, `store-unavailable`
   */
  constructor(path: string, now: () => number, options: { groupMs: number } = { groupMs: 20 }) {
    this.#path = path;
    this.#now = now;
    this.#groupMs = options.groupMs;
    this.#operationNow = now();
    try {
      this.#lock = takeLock(path);
    } catch (error) {
      throw translateSqliteError(error, path);
    }
    try {
      finishRestore(path);
      this.#connect();
    } catch (error) {
      this.#lock.release();
      throw translateSqliteError(error, path);
    }
  }

  /**
   * Runs operations of one group in order; stops early when the group has taken long. Gives one outcome for each that had
   * its turn: at least so many, when there are as many.
   */
  async runGroup(jobs: readonly Job[], atLeast = 1): Promise<readonly Outcome[]> {
    const outcomes = this.#turn.then(() => this.#runTransaction(jobs, atLeast));
    this.#turn = outcomes;
    return await outcomes;
  }

  /** Never rejects: what fails is the outcome of each. */
  async #runTransaction(jobs: readonly Job[], atLeast: number): Promise<readonly Outcome[]> {
    try {
      const { database, transaction } = this.#connect();
      database.exec('BEGIN IMMEDIATE');
      const outcomes = await this.#runJobs(database, transaction, jobs, atLeast);
      database.exec('COMMIT');
      return outcomes;
    } catch (error) {
      this.#rollBack();
      if (isConnectionLost(error)) this.#disconnect();
      const translated = translateSqliteError(error, this.#path);
      return jobs.map(() => ({ error: translated }));
    }
  }

  close(): void {
    try {
      this.#disconnect();
    } finally {
      this.#lock.release();
    }
  }

  async #runJobs(
    database: DatabaseSync,
    transaction: Transaction,
    jobs: readonly Job[],
    atLeast: number,
  ): Promise<readonly Outcome[]> {
    const startedAt = performance.now();
    const outcomes: Outcome[] = [];
    for (const job of jobs) {
      if (outcomes.length >= atLeast && performance.now() - startedAt > this.#groupMs) break;
      this.#operationNow = this.#now();
      database.exec('SAVEPOINT operation');
      const outcome = await runJob(transaction, job);
      // These may have ended the whole transaction: nothing of the group is certain any more.
      if (outcome.error !== undefined && isUnavailable(outcome.error)) throw outcome.error;
      if (outcome.undo) database.exec('ROLLBACK TO operation');
      database.exec('RELEASE operation');
      outcomes.push(outcome.error === undefined ? { value: outcome.value } : { error: outcome.error });
    }
    return outcomes;
  }

  #connect(): Connection {
    // SQLite goes on with a file that was deleted or moved away, and what it commits there is lost.
    if (this.#connection !== undefined && fileAt(this.#path) !== this.#connection.file) this.#disconnect();
    if (this.#connection === undefined) {
      if (this.#wasOpen && fileAt(this.#path) === undefined) {
        const words = `${this.#path} is gone: put it back, or restart to begin with an empty store`;
        throw new MiddlewatchError('store-unavailable', words);
      }
      this.#operationNow = this.#now();
      const database = openSqlite(this.#path, () => this.#operationNow);
      const file = fileAt(this.#path);
      this.#connection = { database, transaction: new SqliteTransaction(database), file };
      this.#wasOpen = true;
    }
    return this.#connection;
  }

  #disconnect(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.database.close();
  }

  #rollBack(): void {
    try {
      if (this.#connection?.database.isTransaction === true) this.#connection.database.exec('ROLLBACK');
    } catch {
      // The connection is beyond use. Closing it rolls back too; the next operation opens a new one.
      this.#disconnect();
    }
  }
}

/** The file that has this name now; undefined while there is none. */
function fileAt(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

async function runJob(
  transaction: Transaction,
  job: Job,
): Promise<{ undo: boolean; value?: unknown; error?: Error }> {
  const tooLate = () => new MiddlewatchError('store-deadline', 'it was given up before its turn');
  if (job.expired()) return { undo: true, error: tooLate() };
  try {
    const value = await job.run(transaction);
    return job.expired() ? { undo: true, error: tooLate() } : { undo: false, value };
  } catch (error) {
    if (error instanceof Conflict) return { undo: true, value: 'conflict' };
    return { undo: true, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
