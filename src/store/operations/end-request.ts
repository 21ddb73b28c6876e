import { readRequest } from '../rows/request-row.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import { moveRequest } from '../steps/move-request.ts';
import { writeEffects } from '../steps/write-effects.ts';
import type { Effects, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Ends a request that still waits. `expired` only when the database's clock says so. */
export async function endRequest(
  transaction: Transaction,
  requestId: string,
  end: 'cancelled' | 'expired' | 'superseded',
  reason: string,
  effects: Effects,
): Promise<WriteResult> {
  const request = await readRequest(transaction, requestId);
  if (request?.state !== 'awaiting-approval') return 'conflict';
  if (end === 'expired') {
    const over = await transaction.query('SELECT id FROM requests WHERE id = $1 AND expires_at <= now_ms()', [
      requestId,
    ]);
    if (over.length === 0) return 'conflict';
  }
  await moveRequest(transaction, request, end, reason);
  await writeEffects(transaction, effects);
  await markRequestMessagesDue(transaction, request);
  return 'written';
}
