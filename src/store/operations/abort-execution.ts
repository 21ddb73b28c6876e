import { readRequest } from '../rows/request-row.ts';
import { markDue } from '../steps/mark-due.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import { writeEffects } from '../steps/write-effects.ts';
import type { Effects, Store, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** From the commit on no further step of the execution begins; it is due at once, to end and to say what was done. */
export async function abortExecution(
  transaction: Transaction,
  requestId: string,
  aborted: Parameters<Store['abortExecution']>[1],
  effects: Effects,
): Promise<WriteResult> {
  const request = await readRequest(transaction, requestId);
  if (request?.state !== 'executing' || request.execution?.aborted !== undefined) return 'conflict';
  await transaction.query('UPDATE executions SET aborted = $2 WHERE request_id = $1', [
    requestId,
    JSON.stringify({ by: aborted.by, user: aborted.user, at: aborted.at }),
  ]);
  await writeEffects(transaction, effects);
  await markDue(transaction, [{ kind: 'execute', key: requestId }]);
  await markRequestMessagesDue(transaction, request);
  return 'written';
}
