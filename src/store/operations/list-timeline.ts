import type { TimelineEntry, TimelineKind } from '../../model/timeline.ts';
import type { Transaction } from '../transaction.ts';

interface TimelineRow {
  incident_id: string;
  happened_at: number;
  kind: TimelineKind;
  words: string;
  person: string | null;
}

/** The newest entries, oldest first. */
export async function listTimeline(
  transaction: Transaction,
  incidentId: string,
  limit: number,
): Promise<readonly TimelineEntry[]> {
  const rows = await transaction.query<TimelineRow>(
    `SELECT incident_id, happened_at, kind, words, person FROM timeline WHERE incident_id = $1
     ORDER BY position DESC LIMIT $2`,
    [incidentId, limit],
  );
  return rows.reverse().map((row) => ({
    incidentId: row.incident_id,
    at: row.happened_at,
    kind: row.kind,
    text: row.words,
    ...(row.person !== null && { person: row.person }),
  }));
}
