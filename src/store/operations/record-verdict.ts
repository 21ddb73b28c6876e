import type { Verdict } from '../../model/verdict.ts';
import { readRequest } from '../rows/request-row.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import { moveRequest } from '../steps/move-request.ts';
import { writeEffects } from '../steps/write-effects.ts';
import type { Effects, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Ends verification: the request is done, with what was found. */
export async function recordVerdict(
  transaction: Transaction,
  requestId: string,
  verdict: Verdict,
  effects: Effects,
): Promise<WriteResult> {
  const request = await readRequest(transaction, requestId);
  if (request?.state !== 'verifying') return 'conflict';
  await moveRequest(transaction, request, 'done');
  await transaction.query('UPDATE executions SET verdict = $2 WHERE request_id = $1', [
    requestId,
    JSON.stringify(verdict),
  ]);
  await writeEffects(transaction, effects);
  await markRequestMessagesDue(transaction, request);
  return 'written';
}
