import { readIncident, type IncidentRow } from '../rows/incident-row.ts';
import type { OldNews } from '../../model/old-news.ts';
import type { Transaction } from '../transaction.ts';

interface Row extends IncidentRow {
  kind: OldNews['kind'];
  words: string | null;
  wanted_at: number;
}

/** What a digest tells, oldest first, at most `limit` of it; and how much there is. */
export async function loadDigest(
  transaction: Transaction,
  digestId: string,
  limit: number,
): Promise<{ news: readonly OldNews[]; total: number }> {
  const [all] = await transaction.query<{ total: number }>(
    'SELECT COUNT(*) AS total FROM messages WHERE folded_into = $1 AND ts IS NULL',
    [digestId],
  );
  const rows = await transaction.query<Row>(
    `SELECT messages.kind, words, wanted_at, incidents.id, number, version, incident
     FROM messages JOIN incidents ON incidents.id = incident_id
     WHERE folded_into = $1 AND ts IS NULL ORDER BY wanted_at, messages.id LIMIT $2`,
    [digestId, limit],
  );
  const news = rows.map((row) => ({
    kind: row.kind,
    at: row.wanted_at,
    incident: readIncident(row),
    ...(row.words !== null && { text: row.words }),
  }));
  return { news, total: all?.total ?? 0 };
}
