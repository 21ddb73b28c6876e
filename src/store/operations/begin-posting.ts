import { readMessage, messageColumns, type MessageRow } from '../rows/message-row.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Commits that a post is about to leave. `again`: an earlier one may have reached Slack, whose answer was lost;
 * `postingSince` keeps the time of that one, for the search in the channel starts there.
 *
 * @throws when there is no such message: a message is made before it is posted.
 */
export async function beginPosting(
  transaction: Transaction,
  messageId: string,
  at: number,
): Promise<'first' | 'again' | 'shown'> {
  const [row] = await transaction.query<MessageRow>(`SELECT ${messageColumns} FROM messages WHERE id = $1`, [
    messageId,
  ]);
  if (row === undefined) throw new Error(`there is no message ${messageId}`);
  const { state } = readMessage(row);
  if (state === 'shown') return 'shown';
  if (state === 'posting') return 'again';
  await transaction.query(
    `UPDATE messages SET state = 'posting', posting_since = $2, problem = NULL WHERE id = $1`,
    [messageId, at],
  );
  return 'first';
}
