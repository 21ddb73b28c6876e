import type { ExecutionStep } from '../../model/action-request.ts';
import { readRequest } from '../rows/request-row.ts';
import { isFrozen } from '../steps/is-frozen.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import type { BeginStepResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Commits that one of an execution's calls is about to leave. Once for each key: whoever gets `again` looks at the cluster
 * first. After an abort or in a freeze no call leaves any more, also none that had been tried before.
 */
export async function beginStep(
  transaction: Transaction,
  requestId: string,
  step: Pick<ExecutionStep, 'key' | 'name'>,
  at: number,
): Promise<BeginStepResult> {
  const request = await readRequest(transaction, requestId);
  const execution = request?.execution;
  if (request?.state !== 'executing' || execution === undefined) return 'not-executing';
  if (execution.aborted !== undefined) return 'aborted';
  if (await isFrozen(transaction, request.plan.target)) return 'frozen';
  const steps = execution.steps ?? [];
  const known = steps.some(({ key }) => key === step.key);
  const begun = known
    ? steps.map((one) => (one.key === step.key ? { ...one, calledAt: Math.max(at, one.calledAt) } : one))
    : [...steps, { key: step.key, name: step.name, calledAt: at }];
  await transaction.query(
    'UPDATE executions SET steps = $2, called_at = COALESCE(called_at, $3) WHERE request_id = $1',
    [requestId, JSON.stringify(begun), at],
  );
  if (known) return 'again';
  if (execution.calledAt === undefined) await markRequestMessagesDue(transaction, request);
  return 'first';
}
