import type { ActionRequest, ActionRequestState } from '../../model/action-request.ts';
import { readRequests } from '../rows/request-row.ts';
import { placeholders, type Transaction } from '../transaction.ts';

/** Newest first. */
export async function listRequests(
  transaction: Transaction,
  filter: {
    incidentId?: string;
    objectUid?: string;
    undoes?: string;
    channel?: string;
    states?: readonly ActionRequestState[];
    limit: number;
  },
): Promise<readonly ActionRequest[]> {
  const states = filter.states ?? [];
  if (filter.states?.length === 0) return [];
  const ofState = states.length === 0 ? 'TRUE' : `state IN (${placeholders(states.length, 6)})`;
  const rows = await transaction.query<{ id: string }>(
    `SELECT id FROM requests WHERE (CAST($1 AS TEXT) IS NULL OR incident_id = $1)
       AND (CAST($3 AS TEXT) IS NULL OR request LIKE '%"uid":"' || $3 || '"%')
       AND (CAST($4 AS TEXT) IS NULL OR request LIKE '%"undoes":"' || $4 || '"%')
       AND (CAST($5 AS TEXT) IS NULL OR request LIKE '%"channel":"' || $5 || '"%') AND ${ofState}
     ORDER BY asked_at DESC, id DESC LIMIT $2`,
    [filter.incidentId, filter.limit, filter.objectUid, filter.undoes, filter.channel, ...states],
  );
  return await readRequests(
    transaction,
    rows.map(({ id }) => id),
  );
}
