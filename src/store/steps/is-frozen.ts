import { holdsAt, type FreezePlace } from '../../model/freeze.ts';
import { listFreezes } from '../operations/list-freezes.ts';
import type { Transaction } from '../transaction.ts';

/** In the transaction of the write that it forbids: a freeze that was committed before is never passed. */
export async function isFrozen(transaction: Transaction, place: FreezePlace): Promise<boolean> {
  return (await listFreezes(transaction)).some((freeze) => holdsAt(freeze, place));
}
