import type { Transaction } from '../transaction.ts';

/** Slack answered with an error: nothing stands in the channel, and the next attempt is a first one again. */
export async function recordNotPosted(transaction: Transaction, messageId: string): Promise<void> {
  await transaction.query(
    `UPDATE messages SET state = 'wanted', posting_since = NULL WHERE id = $1 AND state = 'posting'`,
    [messageId],
  );
}
