import { markStormsDue } from '../steps/write-storm-members.ts';
import type { WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** The first one takes it on. */
export async function acknowledgeStorm(
  transaction: Transaction,
  stormId: string,
  { person, at }: { person: string; at: number },
): Promise<WriteResult> {
  const rows = await transaction.query(
    `UPDATE storms SET acknowledged_by = $2, acknowledged_at = $3
     WHERE id = $1 AND acknowledged_by IS NULL RETURNING id`,
    [stormId, person, at],
  );
  if (rows.length === 0) return 'conflict';
  await markStormsDue(transaction, [stormId]);
  return 'written';
}
