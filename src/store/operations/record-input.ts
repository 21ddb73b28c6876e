import type { Input } from '../../model/input.ts';
import { markDue } from '../steps/mark-due.ts';
import type { Transaction } from '../transaction.ts';

/** Commits a command, click, modal or mention; working on it is due. Slack delivers the same one again: then nothing is due. */
export async function recordInput(transaction: Transaction, input: Input): Promise<'recorded' | 'duplicate'> {
  const rows = await transaction.query(
    `INSERT INTO inputs (id, deduplication_key, received_at, input) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING id`,
    [input.id, input.deduplicationKey, input.receivedAt, JSON.stringify(input)],
  );
  if (rows.length === 0) return 'duplicate';
  await markDue(transaction, [{ kind: 'input', key: input.id }]);
  return 'recorded';
}
