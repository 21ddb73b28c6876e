import type { ActionRequest } from '../../model/action-request.ts';
import { readRequest } from '../rows/request-row.ts';
import type { Transaction } from '../transaction.ts';

export async function findRequestByExecution(
  transaction: Transaction,
  executionId: string,
): Promise<ActionRequest | undefined> {
  const [row] = await transaction.query<{ request_id: string }>(
    'SELECT request_id FROM executions WHERE id = $1',
    [executionId],
  );
  return row === undefined ? undefined : await readRequest(transaction, row.request_id);
}
