import type { Transaction } from '../transaction.ts';
import { readSealed } from '../steps/read-sealed.ts';

/** Deletes up to `limit` of the records that a seal names, oldest first; the triggers refuse any other. Gives how many. */
export async function pruneSealed(transaction: Transaction, limit: number): Promise<number> {
  const sealed = await readSealed(transaction);
  const gone = await transaction.query(
    `DELETE FROM audit WHERE seq IN (SELECT seq FROM audit WHERE seq <= $1 ORDER BY seq LIMIT $2) RETURNING seq`,
    [sealed, limit],
  );
  return gone.length;
}
