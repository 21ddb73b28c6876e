import { writeEffects } from '../steps/write-effects.ts';
import type { Effects, MessageWanted, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** A message with what belongs to it, once by its id. Conflict when it was made before. */
export async function wantMessage(
  transaction: Transaction,
  message: MessageWanted,
  effects: Effects,
): Promise<WriteResult> {
  const known = await transaction.query('SELECT id FROM messages WHERE id = $1', [message.id]);
  if (known.length > 0) return 'conflict';
  await writeEffects(transaction, { ...effects, messages: [...(effects.messages ?? []), message] });
  return 'written';
}
