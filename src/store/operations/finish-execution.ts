import { lastCallAt } from '../../model/last-call-at.ts';
import { readRequest } from '../rows/request-row.ts';
import { markDue } from '../steps/mark-due.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import { moveRequest } from '../steps/move-request.ts';
import { writeEffects } from '../steps/write-effects.ts';
import type { Effects, Store, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Records what came of the call. To `verifying`, whose first look is due at once, or to `failed`. */
export async function finishExecution(
  transaction: Transaction,
  requestId: string,
  outcome: Parameters<Store['finishExecution']>[1],
  effects: Effects,
): Promise<WriteResult> {
  const request = await readRequest(transaction, requestId);
  if (request?.state !== 'executing') return 'conflict';
  const { lastCallAt: known, stepsBegun = request.execution?.steps?.length ?? 0 } = outcome;
  if (known !== undefined && known !== lastCallAt(request.execution ?? {})) return 'conflict';
  if (stepsBegun !== (request.execution?.steps?.length ?? 0)) return 'conflict';
  await moveRequest(transaction, request, outcome.state);
  await transaction.query(
    'UPDATE executions SET finished_at = $2, outcome = $3, message = $4 WHERE request_id = $1',
    [requestId, outcome.at, outcome.outcome, outcome.message],
  );
  await writeEffects(transaction, effects);
  if (outcome.state === 'verifying') await markDue(transaction, [{ kind: 'verify', key: requestId }]);
  await markRequestMessagesDue(transaction, request);
  return 'written';
}
