import { markStormsDue } from '../steps/write-storm-members.ts';
import { writeEffects } from '../steps/write-effects.ts';
import type { Effects, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Ends a storm that has calmed, by the database's clock. */
export async function endStorm(
  transaction: Transaction,
  stormId: string,
  { withinMs, atMost }: { withinMs: number; atMost: number },
  effects: Effects,
): Promise<WriteResult> {
  const rows = await transaction.query(
    `UPDATE storms SET ended_at = now_ms() WHERE id = $1 AND ended_at IS NULL AND started_at <= now_ms() - $2
       AND (SELECT COUNT(*) FROM storm_members WHERE storm_id = $1 AND folded_at > now_ms() - $2) <= $3
     RETURNING id`,
    [stormId, withinMs, atMost],
  );
  if (rows.length === 0) return 'conflict';
  await writeEffects(transaction, effects);
  await markStormsDue(transaction, [stormId]);
  return 'written';
}
