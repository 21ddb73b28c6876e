import type { IncidentSnapshot } from '../../model/incident.ts';
import { readSnapshot } from '../steps/read-snapshot.ts';
import type { Transaction } from '../transaction.ts';

/** By any message of it, by Slack's ids: its card (whose ts names the thread), a reply in the thread, a plan. */
export async function findIncidentByThread(
  transaction: Transaction,
  channel: string,
  ts: string,
): Promise<IncidentSnapshot | undefined> {
  const [row] = await transaction.query<{ incident_id: string }>(
    'SELECT incident_id FROM messages WHERE channel = $1 AND ts = $2 AND incident_id IS NOT NULL',
    [channel, ts],
  );
  return row === undefined ? undefined : await readSnapshot(transaction, row.incident_id);
}
