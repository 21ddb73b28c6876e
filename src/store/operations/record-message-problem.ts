import type { Transaction } from '../transaction.ts';

/** Slack refused for good. A message that stands in Slack already stays `shown`: it must not be posted a second time. */
export async function recordMessageProblem(
  transaction: Transaction,
  messageId: string,
  problem: string,
): Promise<void> {
  await transaction.query(
    `UPDATE messages SET state = CASE WHEN ts IS NULL THEN 'failed' ELSE 'shown' END, problem = $2,
       posting_since = NULL WHERE id = $1`,
    [messageId, problem],
  );
}
