import type { Transaction } from '../transaction.ts';

/** The database's clock, in milliseconds since the epoch. */
export async function readClock(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ now: number }>('SELECT now_ms() AS now');
  if (row === undefined) throw new Error('the database tells no time');
  return row.now;
}
