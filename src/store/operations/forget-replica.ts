import type { Transaction } from '../transaction.ts';

/** A process that ends in order is not listed any more. */
export async function forgetReplica(transaction: Transaction, id: string): Promise<void> {
  await transaction.query('DELETE FROM replicas WHERE id = $1', [id]);
}
