import type { ActionRequest } from '../../model/action-request.ts';
import { readRequest } from '../rows/request-row.ts';
import type { Transaction } from '../transaction.ts';

export async function findRequestByHandle(
  transaction: Transaction,
  handle: string,
): Promise<ActionRequest | undefined> {
  const [row] = await transaction.query<{ id: string }>('SELECT id FROM requests WHERE handle = $1', [
    handle,
  ]);
  return row === undefined ? undefined : await readRequest(transaction, row.id);
}
