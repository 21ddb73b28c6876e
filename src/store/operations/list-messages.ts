import type { MessageRecord } from '../../model/message.ts';
import { messageColumns, readMessage, type MessageRow } from '../rows/message-row.ts';
import type { Transaction } from '../transaction.ts';

/** The messages of an incident, of a request, or of both at once; without a filter none. */
export async function listMessages(
  transaction: Transaction,
  filter: { incidentId?: string; requestId?: string },
): Promise<readonly MessageRecord[]> {
  if (filter.incidentId === undefined && filter.requestId === undefined) return [];
  const rows = await transaction.query<MessageRow>(
    `SELECT ${messageColumns} FROM messages
     WHERE (CAST($1 AS TEXT) IS NULL OR incident_id = $1) AND (CAST($2 AS TEXT) IS NULL OR request_id = $2)
     ORDER BY id`,
    [filter.incidentId, filter.requestId],
  );
  return rows.map(readMessage);
}
