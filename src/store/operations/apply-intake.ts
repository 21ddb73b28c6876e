import { writeDecision } from '../steps/write-decision.ts';
import type { IntakeDecision, WriteResult } from '../store.ts';
import { Conflict, type Transaction } from '../transaction.ts';

/** Writes correlation's decision whole, or nothing of it. A delivery is applied once. */
export async function applyIntake(
  transaction: Transaction,
  deliveryId: string,
  decision: IntakeDecision,
): Promise<WriteResult> {
  const applied = await transaction.query(
    'UPDATE deliveries SET applied_at = now_ms() WHERE id = $1 AND applied_at IS NULL RETURNING id',
    [deliveryId],
  );
  if (applied.length === 0) throw new Conflict(`delivery ${deliveryId} is applied`);
  await writeDecision(transaction, decision);
  return 'written';
}
