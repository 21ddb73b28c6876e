import { placeholders, type Transaction, type Value } from '../transaction.ts';
import { predecessorId } from '../../model/successor-id.ts';
import { nextDueVersion, onMarkedAgain } from './mark-due.ts';
import { chunks } from './read-snapshot.ts';

/** Incidents or their contexts changed: their cards, details and plans are to be looked at. */
export async function markIncidentMessagesDue(
  transaction: Transaction,
  ...incidentIds: readonly string[]
): Promise<void> {
  for (const ids of chunks(incidentIds)) {
    const which = `incident_id IN (${placeholders(ids.length, 2)}) AND kind IN ('card', 'detail', 'plan', 'page')`;
    await markWhere(transaction, which, ids);
  }
}

/** A request changed: its plan, the messages of its debt, the plan that it undoes (which offers Undo or not), and the card and detail of its incident. */
export async function markRequestMessagesDue(
  transaction: Transaction,
  request: { id: string; incidentId?: string | undefined; undoes?: string | undefined },
): Promise<void> {
  await markWhere(
    transaction,
    `(request_id IN ($2, $4) AND kind IN ('plan', 'page', 'debt')) OR (incident_id = $3 AND kind IN ('card', 'detail'))`,
    [request.id, request.incidentId, request.undoes],
  );
}

/** A message stands in Slack now: what waits to be posted into its thread, or to link to it, can follow. */
export async function markRepliesDue(transaction: Transaction, messageId: string): Promise<void> {
  await markWhere(transaction, `thread_of = $2 AND state IN ('wanted', 'posting')`, [messageId]);
  const page = `kind = 'page' AND state = 'wanted' AND request_id = (SELECT request_id FROM messages WHERE id = $2)`;
  if (!messageId.startsWith('plan/')) return;
  await markWhere(transaction, page, [messageId]);
  // The superseded plan links to the one that took its place.
  const before = predecessorId(messageId);
  if (before !== undefined) await markWhere(transaction, 'id = $2', [before]);
}

async function markWhere(
  transaction: Transaction,
  which: string,
  parameters: readonly Value[],
): Promise<void> {
  const version = await nextDueVersion(transaction);
  await transaction.query(
    `INSERT INTO due (kind, key, due_at, version, attempt)
     SELECT 'publish', id, now_ms(), $1, 0 FROM messages WHERE ${which} ORDER BY id ${onMarkedAgain}`,
    [version, ...parameters],
  );
}
