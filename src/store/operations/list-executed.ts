import type { ActionRequest } from '../../model/action-request.ts';
import { readRequests } from '../rows/request-row.ts';
import type { Transaction } from '../transaction.ts';

/** More are not looked through: so many within an hour are stopped long before. */
const most = 500;

/** Whose execution began within so many milliseconds, by the database's clock; oldest first. */
export async function listExecuted(
  transaction: Transaction,
  withinMs: number,
): Promise<readonly ActionRequest[]> {
  const rows = await transaction.query<{ request_id: string }>(
    'SELECT request_id FROM executions WHERE started_at > now_ms() - $1 ORDER BY started_at DESC LIMIT $2',
    [withinMs, most],
  );
  return await readRequests(transaction, rows.map(({ request_id }) => request_id).toReversed());
}
