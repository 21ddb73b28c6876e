import { writeDecision } from '../steps/write-decision.ts';
import type { IntakeDecision, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Writes a decision that no delivery caused (reconciliation), whole or not at all. */
export async function applyDecision(
  transaction: Transaction,
  decision: IntakeDecision,
): Promise<WriteResult> {
  await writeDecision(transaction, decision);
  return 'written';
}
