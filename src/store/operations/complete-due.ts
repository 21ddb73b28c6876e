import type { DueItem } from '../../model/due.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Done: gone, unless it was marked again meanwhile; then it is due again with a fresh count of attempts. `lost`: the lease
 * had run out, and another took it since.
 */
export async function completeDue(transaction: Transaction, item: DueItem): Promise<'held' | 'lost'> {
  const [gone] = await transaction.query<{ attempt: number }>(
    'DELETE FROM due WHERE kind = $1 AND key = $2 AND version = $3 RETURNING attempt',
    [item.kind, item.key, item.version],
  );
  if (gone !== undefined) return gone.attempt === item.attempt ? 'held' : 'lost';
  // Only the newest lease gives itself back: a worker whose lease ran out must not free what another took since.
  const freed = await transaction.query(
    `UPDATE due SET attempt = 0, claimed_version = NULL, lease_owner = NULL, lease_until = NULL, problem = NULL
     WHERE kind = $1 AND key = $2 AND claimed_version = $3 AND attempt = $4 RETURNING key`,
    [item.kind, item.key, item.version, item.attempt],
  );
  return freed.length > 0 ? 'held' : 'lost';
}
