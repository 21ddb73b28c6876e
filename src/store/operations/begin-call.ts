import { readRequest } from '../rows/request-row.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import { isFrozen } from '../steps/is-frozen.ts';
import type { BeginCallResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Commits that a call is about to leave. Whoever gets `again` looks at the cluster first. In a freeze none leaves: `frozen`
 * for one that never did, `held` for one that may have, which is looked after all the same.
 */
export async function beginCall(
  transaction: Transaction,
  requestId: string,
  at: number,
): Promise<BeginCallResult> {
  const request = await readRequest(transaction, requestId);
  if (request?.state !== 'executing') return { begun: 'not-executing' };
  const earlier = request.execution?.calledAt;
  if (await isFrozen(transaction, request.plan.target))
    return { begun: earlier === undefined ? 'frozen' : 'held' };
  const calledAt = earlier === undefined ? at : Math.max(at, earlier + 1);
  await transaction.query('UPDATE executions SET called_at = $2 WHERE request_id = $1', [
    requestId,
    calledAt,
  ]);
  if (earlier !== undefined) return { begun: 'again', calledAt };
  await markRequestMessagesDue(transaction, request);
  return { begun: 'first', calledAt };
}
