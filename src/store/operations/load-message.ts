import type { MessageRecord } from '../../model/message.ts';
import { messageColumns, readMessage, type MessageRow } from '../rows/message-row.ts';
import type { Transaction } from '../transaction.ts';

export async function loadMessage(
  transaction: Transaction,
  messageId: string,
): Promise<MessageRecord | undefined> {
  const [row] = await transaction.query<MessageRow>(`SELECT ${messageColumns} FROM messages WHERE id = $1`, [
    messageId,
  ]);
  return row === undefined ? undefined : readMessage(row);
}
