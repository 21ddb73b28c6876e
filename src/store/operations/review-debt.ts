import { readRequest } from '../rows/request-row.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import { writeEffects } from '../steps/write-effects.ts';
import type { Effects, Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** One conditional write: an open debt, and a reviewer who is not the one that owes it, by mapped user and by Slack user. */
export async function reviewDebt(
  transaction: Transaction,
  requestId: string,
  review: Parameters<Store['reviewDebt']>[1],
  effects: Effects,
): Promise<'written' | 'conflict' | 'own-debt'> {
  const own = await transaction.query(
    'SELECT 1 AS own FROM break_glass WHERE request_id = $1 AND (mapped_user = $2 OR person = $3)',
    [requestId, review.user, review.person],
  );
  if (own.length > 0) return 'own-debt';
  const rows = await transaction.query(
    `UPDATE debts SET reviewed_at = now_ms(), reviewer = $2, reviewer_user = $3, verdict = $4, review = $5
     WHERE request_id = $1 AND reviewed_at IS NULL AND owed_by_user <> $3 RETURNING request_id`,
    [requestId, review.person, review.user, review.verdict, review.reason],
  );
  if (rows.length === 0) return 'conflict';
  await writeEffects(transaction, effects);
  const request = await readRequest(transaction, requestId);
  if (request !== undefined) await markRequestMessagesDue(transaction, request);
  return 'written';
}
