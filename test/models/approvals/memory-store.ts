import { DatabaseSync } from 'node:sqlite';
import { parseDelivery } from '../../../src/alerts/parse-delivery.ts';
import { allMigrations } from '../../../src/store/migrations/all-migrations.ts';
import { allOperations, type OperationName } from '../../../src/store/operations/all-operations.ts';
import { runCall } from '../../../src/store/operations/run-call.ts';
import { migrateSqlite } from '../../../src/store/sqlite/sqlite-migrate.ts';
import { SqliteTransaction } from '../../../src/store/sqlite/sqlite-transaction.ts';
import type { Store } from '../../../src/store/store.ts';
import { Conflict } from '../../../src/store/transaction.ts';

/** A row of a statement of the judge's own. */
export type Row = Readonly<Record<string, string | number | null>>;

/**
 * The product's own operations, one transaction each, on a database in memory: some ten thousand a second. What a sequence
 * wrote is rolled back at its end, so each begins with the same store.
 */
export class MemoryStore {
  readonly store: Store;
  readonly #database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  readonly #transaction = new SqliteTransaction(this.#database);
  /** One operation at a time, as in the store's own thread. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(now: () => number) {
    this.#database.function('now_ms', () => BigInt(now()));
    migrateSqlite(this.#database, allMigrations, now());
    const calls = [...Object.keys(allOperations), 'recordDelivery'].map((name) => [
      name,
      async (...arguments_: readonly unknown[]) => {
        const result = this.#turn.then(async () => this.#run(name as OperationName, arguments_));
        this.#turn = result.catch(() => undefined);
        return result;
      },
    ]);
    this.store = { ...Object.fromEntries(calls), close: async () => this.#database.close() } as Store;
  }

  begin(): void {
    this.#database.exec('BEGIN');
  }

  rollBack(): void {
    this.#database.exec('ROLLBACK');
  }

  /** For the judge, who trusts no operation. */
  async rows(sql: string, parameters: readonly (string | number)[] = []): Promise<readonly Row[]> {
    return this.#transaction.query<Row>(sql, parameters);
  }

  async #run(name: OperationName, arguments_: readonly unknown[]): Promise<unknown> {
    this.#database.exec('SAVEPOINT operation');
    try {
      const value = await runCall(this.#transaction, { name, arguments: arguments_ }, parseDelivery);
      this.#database.exec('RELEASE operation');
      return value;
    } catch (error) {
      this.#database.exec('ROLLBACK TO operation');
      this.#database.exec('RELEASE operation');
      if (error instanceof Conflict) return 'conflict';
      throw error;
    }
  }
}
