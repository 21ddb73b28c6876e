import type { DueItem } from '../../model/due.ts';
import type { Transaction } from '../transaction.ts';

/** Done: gone, unless it was marked again meanwhile; then it is due again with a fresh count of attempts. */
export async function completeDue(transaction: Transaction, item: DueItem): Promise<void> {
  const gone = await transaction.query(
    'DELETE FROM due WHERE kind = $1 AND key = $2 AND version = $3 RETURNING key',
    [item.kind, item.key, item.version],
  );
  if (gone.length > 0) return;
  // Only the newest lease gives itself back: a worker whose lease ran out must not free what another took since.
  await transaction.query(
    `UPDATE due SET attempt = 0, claimed_version = NULL, lease_owner = NULL, lease_until = NULL, problem = NULL
     WHERE kind = $1 AND key = $2 AND claimed_version = $3 AND attempt = $4`,
    [item.kind, item.key, item.version, item.attempt],
  );
}
