import { appendFileSync } from 'node:fs';
import type { Transaction } from '../../../src/store/transaction.ts';

/**
 * With RECORD_STATEMENTS=FILE, what the store's suite says to a database goes to that file, a JSON `[engine, sql]` a line:
 * the statements of a release, see test/store/migrations/beside-older.test.ts.
 */
export function recorded(transaction: Transaction): Transaction {
  const file = process.env['RECORD_STATEMENTS'];
  if (file === undefined) return transaction;
  return {
    engine: transaction.engine,
    query: async (sql, parameters) => {
      appendFileSync(file, `${JSON.stringify([transaction.engine, sql])}\n`);
      return transaction.query(sql, parameters);
    },
  };
}
