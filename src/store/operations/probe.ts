import type { Transaction } from '../transaction.ts';

/** Commits something small, to know that a webhook could be committed. */
export async function probe(transaction: Transaction): Promise<void> {
  await transaction.query(
    `INSERT INTO probe (id, committed_at) VALUES (1, now_ms())
     ON CONFLICT (id) DO UPDATE SET committed_at = excluded.committed_at`,
  );
}
