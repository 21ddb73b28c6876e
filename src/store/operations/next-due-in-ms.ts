import type { Transaction } from '../transaction.ts';

/** Milliseconds until something can be claimed (0: at once); a running lease counts when it runs out. */
export async function nextDueInMs(transaction: Transaction): Promise<number | undefined> {
  const [row] = await transaction.query<{ in_ms: number }>(
    `SELECT COALESCE(lease_until, due_at) - now_ms() AS in_ms FROM due ORDER BY COALESCE(lease_until, due_at) LIMIT 1`,
  );
  return row === undefined ? undefined : Math.max(0, row.in_ms);
}
