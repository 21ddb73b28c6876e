import { readRequest } from '../rows/request-row.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import type { WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** How far the verification of an execution is, in words. Conflict when it is not being verified any more. */
export async function recordProgress(
  transaction: Transaction,
  requestId: string,
  progress: string,
): Promise<WriteResult> {
  const request = await readRequest(transaction, requestId);
  if (request?.state !== 'verifying') return 'conflict';
  if (request.execution?.progress === progress) return 'written';
  await transaction.query('UPDATE executions SET progress = $2 WHERE request_id = $1', [requestId, progress]);
  await markRequestMessagesDue(transaction, request);
  return 'written';
}
