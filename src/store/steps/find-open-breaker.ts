import type { ActionRequest, Approval } from '../../model/action-request.ts';
import { openBreaker, type Breakers, type OpenBreaker } from '../../model/breakers.ts';
import { listExecuted } from '../operations/list-executed.ts';
import { readClock } from '../operations/read-clock.ts';
import type { Transaction } from '../transaction.ts';

/** In the transaction of the approval that it may refuse: of clicks at the same time none passes it unseen. */
export async function findOpenBreaker(
  transaction: Transaction,
  request: ActionRequest,
  { approval, breakers: all, glass }: { approval: Approval; breakers?: Breakers; glass?: object },
): Promise<OpenBreaker | undefined> {
  const breakers = glass === undefined ? all : ofPerson(all);
  const limits = [breakers?.person, breakers?.object].filter((limit) => limit !== undefined);
  if (breakers === undefined || limits.length === 0) return undefined;
  const past = await listExecuted(transaction, Math.max(...limits.map(({ withinMs }) => withinMs)));
  const approving = [approval.user, ...request.approvals.map(({ user }) => user)];
  return openBreaker(breakers, request, approving, past, await readClock(transaction));
}

/** Who breaks the glass is alone, with limits and a review of their own: there is nobody who took no part. */
function ofPerson(breakers: Breakers | undefined): Breakers | undefined {
  return breakers?.person && { person: breakers.person };
}
