import type { TimelineEntry } from '../../model/timeline.ts';
import type { Transaction } from '../transaction.ts';

/** Adds to the records of incidents, in this order. */
export async function appendTimeline(
  transaction: Transaction,
  entries: readonly TimelineEntry[],
): Promise<void> {
  for (const entry of entries) {
    await transaction.query(
      `INSERT INTO timeline (incident_id, position, happened_at, kind, words, person)
       SELECT $1, (SELECT COALESCE(MAX(position), 0) + 1 FROM timeline WHERE incident_id = $1), $2, $3, $4, $5`,
      [entry.incidentId, entry.at, entry.kind, entry.text, entry.person],
    );
  }
}
