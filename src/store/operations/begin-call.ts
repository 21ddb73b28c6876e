import { readRequest } from '../rows/request-row.ts';
import { markRequestMessagesDue } from '../steps/mark-messages-due.ts';
import { isFrozen } from '../steps/is-frozen.ts';
import type { Transaction } from '../transaction.ts';

/** Commits that the call is about to leave. Once: whoever gets `again` looks at the cluster first. */
export async function beginCall(
  transaction: Transaction,
  requestId: string,
  at: number,
): Promise<'first' | 'again' | 'not-executing' | 'frozen'> {
  const request = await readRequest(transaction, requestId);
  if (request?.state !== 'executing') return 'not-executing';
  // A call that may have left is looked after, frozen or not.
  const begun = request.execution?.calledAt !== undefined;
  if (!begun && (await isFrozen(transaction, request.plan.target))) return 'frozen';
  const rows = await transaction.query(
    'UPDATE executions SET called_at = $2 WHERE request_id = $1 AND called_at IS NULL RETURNING id',
    [requestId, at],
  );
  if (rows.length === 0) return 'again';
  await markRequestMessagesDue(transaction, request);
  return 'first';
}
