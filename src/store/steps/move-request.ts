import type { ActionRequest, ActionRequestState } from '../../model/action-request.ts';
import type { Transaction } from '../transaction.ts';

/**
 * The one conditional write that moves a request: state and version stand in the WHERE.
 *
 * @throws when the request is not what was read in this very transaction: the isolation that Transaction promises failed.
 */
export async function moveRequest(
  transaction: Transaction,
  from: Pick<ActionRequest, 'id' | 'state' | 'version'>,
  to: ActionRequestState,
  endReason?: string,
): Promise<void> {
  const rows = await transaction.query(
    `UPDATE requests SET state = $4, version = version + 1, end_reason = COALESCE($5, end_reason)
     WHERE id = $1 AND state = $2 AND version = $3 RETURNING id`,
    [from.id, from.state, from.version, to, endReason],
  );
  if (rows.length !== 1) throw new Error(`request ${from.id} moved inside a transaction that had read it`);
}
