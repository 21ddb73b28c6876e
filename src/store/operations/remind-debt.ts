import { writeEffects } from '../steps/write-effects.ts';
import type { Effects, Store, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/**
 * The next reminder of an open debt whose time has come, once: the number of those before it stands in the WHERE, so two
 * processes do not both remind.
 */
export async function remindDebt(
  transaction: Transaction,
  requestId: string,
  { reminders, nextAt }: Parameters<Store['remindDebt']>[1],
  effects: Effects,
): Promise<WriteResult> {
  const rows = await transaction.query(
    `UPDATE debts SET reminders = reminders + 1, remind_at = $3
     WHERE request_id = $1 AND reminders = $2 AND reviewed_at IS NULL AND remind_at <= now_ms() RETURNING request_id`,
    [requestId, reminders, nextAt],
  );
  if (rows.length === 0) return 'conflict';
  await writeEffects(transaction, effects);
  return 'written';
}
