import type { DueItem } from '../../model/due.ts';
import type { Transaction } from '../transaction.ts';

/** Not done: the lease is given back and the item is due again later; earlier if it was marked again meanwhile. */
export async function postponeDue(
  transaction: Transaction,
  item: DueItem,
  inMs: number,
  problem?: string,
): Promise<void> {
  await transaction.query(
    `UPDATE due SET
       due_at = CASE WHEN version > claimed_version AND due_at < now_ms() + $5 THEN due_at ELSE now_ms() + $5 END,
       claimed_version = NULL, lease_owner = NULL, lease_until = NULL, problem = $6
     WHERE kind = $1 AND key = $2 AND claimed_version = $3 AND attempt = $4`,
    [item.kind, item.key, item.version, item.attempt, inMs, problem],
  );
}
