import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import type { Access } from '../operations/access-of.ts';
import type { Job, Outcome } from '../job.ts';
import { Conflict } from '../transaction.ts';
import { openPostgres, placeOf, type PostgresOptions, type PostgresPools } from './open-postgres.ts';
import { isClash, isConnectionLost, translatePostgresError } from './postgres-error.ts';
import { writerLock } from './postgres-lock.ts';
import { PostgresTransaction } from './postgres-transaction.ts';

/** How often an operation is run again after others were in its way. */
const maxAttempts = 6;
const pauseMs = 15;

const begin: Readonly<Record<Exclude<Access, 'statement' | 'lease-statement'>, string>> = {
  // One snapshot for all its reads; it neither waits for anybody nor fails because of others.
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  row: 'BEGIN ISOLATION LEVEL READ COMMITTED',
  // Each statement sees what was committed before it; under the lock nobody commits between two of them.
  write: `BEGIN ISOLATION LEVEL READ COMMITTED; ${writerLock}`,
};

/**
 * PostgreSQL as the store's engine: several connections, several processes. One operation is one transaction; those that
 * decide from what they read take their turn under the writer's lock, in this process before they take a connection.
 */
export class PostgresEngine {
  readonly #pools: PostgresPools;
  readonly #place: string;
  /** Ends when the operation that writes now has ended. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(pools: PostgresPools, place: string) {
    this.#pools = pools;
    this.#place = place;
  }

  /** @throws {MiddlewatchError} `store-newer`, `store-unavailable`, `store-deadline`; `config-invalid` for what is no address. */
  static async open(options: PostgresOptions): Promise<PostgresEngine> {
    const place = placeOf(options.url);
    try {
      return new PostgresEngine(await openPostgres(options), place);
    } catch (error) {
      throw translatePostgresError(error, place);
    }
  }

  /** Never rejects: what fails is the outcome. */
  async run(job: Job, access: Access): Promise<Outcome> {
    if (access !== 'write') return await this.#runAgain(job, access);
    const outcome = this.#turn.then(() => this.#runAgain(job, access));
    this.#turn = outcome;
    return await outcome;
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await Promise.all([this.#pools.durable.end(), this.#pools.leases.end()]);
  }

  async #runAgain(job: Job, access: Access): Promise<Outcome> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return { value: await this.#runOnce(job, access) };
      } catch (error) {
        if (error instanceof Conflict) return { value: 'conflict' };
        if (!isClash(error) || attempt === maxAttempts) {
          return { error: translatePostgresError(error, this.#place) };
        }
        await sleep(pauseMs * attempt);
      }
    }
  }

  async #runOnce(job: Job, access: Access): Promise<unknown> {
    const tooLate = () => new MiddlewatchError('store-deadline', 'it was given up before its turn');
    if (job.expired()) throw tooLate();
    let client: PoolClient | undefined;
    const transaction = new PostgresTransaction(async () => {
      client = await poolFor(this.#pools, access).connect();
      if (!isStatement(access)) await client.query(begin[access]);
      return client;
    });
    const taken = (): PoolClient | undefined => client;
    try {
      const value = await job.run(transaction);
      if (job.expired()) throw tooLate();
      const ended = isStatement(access) ? undefined : await taken()?.query('COMMIT');
      // PostgreSQL answers COMMIT with ROLLBACK, and no error, after a statement that failed.
      if (ended !== undefined && ended.command !== 'COMMIT') throw new Error('the commit was rolled back');
      taken()?.release();
      return value;
    } catch (error) {
      await giveBack(taken(), error);
      throw error;
    }
  }
}

function isStatement(access: Access): access is 'statement' | 'lease-statement' {
  return access === 'statement' || access === 'lease-statement';
}

function poolFor({ durable, leases }: PostgresPools, access: Access): Pool {
  return access === 'lease-statement' ? leases : durable;
}

/** A connection of which nothing is certain is closed, which rolls back as well. */
async function giveBack(client: PoolClient | undefined, error: unknown): Promise<void> {
  if (client === undefined) return;
  if (isConnectionLost(error)) {
    client.release(true);
    return;
  }
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch {
    client.release(true);
  }
}
