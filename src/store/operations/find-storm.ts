import type { Storm } from '../../model/storm.ts';
import { readStorm, stormColumns, type StormRow } from '../rows/storm-row.ts';
import type { Transaction } from '../transaction.ts';

/** The channel as the config calls it, or as Slack does, once the storm's card is posted. */
export async function findStorm(transaction: Transaction, channel: string): Promise<Storm | undefined> {
  const [row] = await transaction.query<StormRow>(
    `SELECT ${stormColumns} FROM storms WHERE channel = $1 OR EXISTS (SELECT 1 FROM messages
       WHERE messages.id = 'storm/' || storms.id AND messages.channel = $1)
     ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, started_at DESC LIMIT 1`,
    [channel],
  );
  return row === undefined ? undefined : readStorm(row);
}
