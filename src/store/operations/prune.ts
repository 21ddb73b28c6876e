import type { Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Deletes, oldest first, up to `limit` of each: webhook bodies that were applied and inputs that were worked on. Nothing
 * else grows with them; incidents, timelines and the audit stay.
 */
export async function prune(
  transaction: Transaction,
  { olderThanMs, limit }: Parameters<Store['prune']>[0],
): Promise<number> {
  const deliveries = await transaction.query(
    `DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries
       WHERE received_at < now_ms() - $1 AND applied_at IS NOT NULL ORDER BY received_at LIMIT $2) RETURNING id`,
    [olderThanMs, limit],
  );
  const inputs = await transaction.query(
    `DELETE FROM inputs WHERE id IN (SELECT id FROM inputs AS old WHERE received_at < now_ms() - $1
       AND NOT EXISTS (SELECT 1 FROM due WHERE kind = 'input' AND key = old.id)
       ORDER BY received_at LIMIT $2) RETURNING id`,
    [olderThanMs, limit],
  );
  return deliveries.length + inputs.length;
}
