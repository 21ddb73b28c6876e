import type { ActionRequest } from '../../model/action-request.ts';
import { sharesObject } from '../../model/shares-object.ts';
import { readRequests } from '../rows/request-row.ts';
import type { Transaction } from '../transaction.ts';

/** The other request that is just carried out on the same object; undefined: none is. */
export async function findRunning(
  transaction: Transaction,
  request: Pick<ActionRequest, 'id' | 'plan'>,
): Promise<ActionRequest | undefined> {
  const rows = await transaction.query<{ id: string }>(
    `SELECT id FROM requests WHERE state = 'executing' AND id <> $1`,
    [request.id],
  );
  if (rows.length === 0) return undefined;
  const ids = rows.map(({ id }) => id);
  return (await readRequests(transaction, ids)).find((other) => sharesObject(request.plan, other.plan));
}
