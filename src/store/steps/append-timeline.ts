import type { TimelineEntry } from '../../model/timeline.ts';
import { placeholders, rowPlaceholders, type Transaction } from '../transaction.ts';
import { chunks } from './read-snapshot.ts';

/** Adds to the records of incidents, in this order; many entries with few statements, each of which is a way to the database. */
export async function appendTimeline(
  transaction: Transaction,
  entries: readonly TimelineEntry[],
): Promise<void> {
  const last = await lastPositions(transaction, [...new Set(entries.map(({ incidentId }) => incidentId))]);
  for (const part of chunks(entries)) {
    await transaction.query(
      `INSERT INTO timeline (incident_id, position, happened_at, kind, words, person)
       VALUES ${rowPlaceholders(part.length, 6)}`,
      part.flatMap(({ incidentId, at, kind, text, person }) => {
        const position = (last.get(incidentId) ?? 0) + 1;
        last.set(incidentId, position);
        return [incidentId, position, at, kind, text, person];
      }),
    );
  }
}

async function lastPositions(
  transaction: Transaction,
  incidentIds: readonly string[],
): Promise<Map<string, number>> {
  const last = new Map<string, number>();
  for (const ids of chunks(incidentIds)) {
    const rows = await transaction.query<{ incident_id: string; position: number }>(
      `SELECT incident_id, MAX(position) AS position FROM timeline
       WHERE incident_id IN (${placeholders(ids.length, 1)}) GROUP BY incident_id`,
      ids,
    );
    for (const { incident_id, position } of rows) last.set(incident_id, position);
  }
  return last;
}
