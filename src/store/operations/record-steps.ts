import { readRequest } from '../rows/request-row.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import type { Store, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** What came of some of an execution's calls, and how far it is. What is recorded already stays as it is. */
export async function recordSteps(
  transaction: Transaction,
  requestId: string,
  { finished, progress }: Parameters<Store['recordSteps']>[1],
): Promise<WriteResult> {
  const request = await readRequest(transaction, requestId);
  const execution = request?.execution;
  if (request?.state !== 'executing' || execution === undefined) return 'conflict';
  const steps = (execution.steps ?? []).map((step) => {
    const found = finished.find(({ key }) => key === step.key);
    return found === undefined || step.finishedAt !== undefined ? step : { ...step, ...found };
  });
  await transaction.query('UPDATE executions SET steps = $2, progress = $3 WHERE request_id = $1', [
    requestId,
    steps.length === 0 ? null : JSON.stringify(steps),
    progress,
  ]);
  if (finished.length > 0 || progress !== execution.progress)
    await markRequestMessagesDue(transaction, request);
  return 'written';
}
