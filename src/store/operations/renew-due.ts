import type { DueItem } from '../../model/due.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Prolongs the leases of what is still being worked on, counted from now, and gives the items that it found. One that is
 * missing was taken by another since its lease ran out, or is done.
 */
export async function renewDue(
  transaction: Transaction,
  items: readonly DueItem[],
  leaseMs: number,
): Promise<readonly DueItem[]> {
  const renewed: DueItem[] = [];
  for (const item of items) {
    // The version may have grown since the claim; the attempt tells whose lease it is.
    const rows = await transaction.query(
      `UPDATE due SET lease_until = now_ms() + $5
       WHERE kind = $1 AND key = $2 AND claimed_version = $3 AND attempt = $4 RETURNING key`,
      [item.kind, item.key, item.version, item.attempt, leaseMs],
    );
    if (rows.length > 0) renewed.push(item);
  }
  return renewed;
}
