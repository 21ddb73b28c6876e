import type { DueKind } from '../../model/due.ts';
import { placeholders, type Transaction } from '../transaction.ts';

/** Milliseconds until something of these kinds, or of any, can be claimed (0: at once); a running lease counts when it runs out. */
export async function nextDueInMs(
  transaction: Transaction,
  kinds: readonly DueKind[] = [],
): Promise<number | undefined> {
  const ofKind = kinds.length === 0 ? '' : `WHERE kind IN (${placeholders(kinds.length, 1)})`;
  const [row] = await transaction.query<{ in_ms: number }>(
    `SELECT COALESCE(lease_until, due_at) - now_ms() AS in_ms FROM due ${ofKind}
     ORDER BY COALESCE(lease_until, due_at) LIMIT 1`,
    kinds,
  );
  return row === undefined ? undefined : Math.max(0, row.in_ms);
}
