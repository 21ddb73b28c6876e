import type { Incident } from '../../model/incident.ts';
import { placeholders, rowPlaceholders, type Transaction } from '../transaction.ts';
import { markIncidentMessagesDue } from './mark-messages-due.ts';
import { chunks } from './read-snapshot.ts';

/** Incidents that are part of others, or could share a cause, changed: their rows, and the cards of those that list them. */
export async function writeLinks(transaction: Transaction, incidents: readonly Incident[]): Promise<void> {
  const linked = incidents.filter(
    ({ partOf, sharedCause }) => partOf !== undefined || sharedCause !== undefined,
  );
  for (const part of chunks(linked)) {
    await transaction.query(
      `INSERT INTO incident_links (incident_id, parent_id, cause) VALUES ${rowPlaceholders(part.length, 3)}
       ON CONFLICT (incident_id) DO UPDATE SET parent_id = excluded.parent_id, cause = excluded.cause`,
      part.flatMap(({ id, partOf, sharedCause }) => [id, partOf?.id ?? null, sharedCause ?? null]),
    );
  }
  const parents = new Set(linked.flatMap(({ partOf }) => partOf?.id ?? []));
  await markIncidentMessagesDue(transaction, ...parents);
}

/** Those that are over explain nothing any more: the cards of their parts say so. */
export async function tellParts(transaction: Transaction, changed: readonly Incident[]): Promise<void> {
  const over = changed.filter(({ state }) => state === 'resolved').map(({ id }) => id);
  for (const ids of chunks(over)) {
    const parts = await transaction.query<{ incident_id: string }>(
      `SELECT incident_id FROM incident_links WHERE parent_id IN (${placeholders(ids.length, 1)})`,
      ids,
    );
    await markIncidentMessagesDue(transaction, ...parts.map(({ incident_id: part }) => part));
  }
}
