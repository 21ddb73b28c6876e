import { markRepliesDue } from '../steps/mark-messages-due.ts';
import type { Transaction } from '../transaction.ts';

/** Slack shows a message with this content. What waits for its thread is due now. */
export async function recordShown(
  transaction: Transaction,
  messageId: string,
  shown: { channel: string; ts: string; hash: string },
): Promise<void> {
  await transaction.query(
    `UPDATE messages SET state = 'shown', channel = $2, ts = $3, shown_hash = $4, posting_since = NULL, problem = NULL
     WHERE id = $1`,
    [messageId, shown.channel, shown.ts, shown.hash],
  );
  await markRepliesDue(transaction, messageId);
}
