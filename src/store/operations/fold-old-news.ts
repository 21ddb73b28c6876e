import { wantMessages } from '../steps/want-messages.ts';
import type { Transaction } from '../transaction.ts';

/**
 * A message that waited too long to be news is told by a digest instead: it is not posted by itself any more. `fresh`: it
 * has not waited for so long by the database's clock, or it may stand in Slack already.
 */
export async function foldOldNews(
  transaction: Transaction,
  messageId: string,
  { olderThanMs, digest }: { olderThanMs: number; digest: { id: string; channel: string } },
): Promise<'folded' | 'fresh'> {
  const [row] = await transaction.query<{ folded_into: string }>(
    `UPDATE messages SET folded_into = COALESCE(folded_into, $2)
     WHERE id = $1 AND state = 'wanted' AND ts IS NULL AND wanted_at <= now_ms() - $3 RETURNING folded_into`,
    [messageId, digest.id, olderThanMs],
  );
  if (row === undefined) return 'fresh';
  await wantMessages(transaction, [{ id: row.folded_into, kind: 'digest', channel: digest.channel }]);
  return 'folded';
}
