import type { Incident } from '../../model/incident.ts';
import { readIncident, type IncidentRow } from '../rows/incident-row.ts';
import type { Transaction } from '../transaction.ts';

/** Firing and acknowledged ones with this shared cause, oldest first. */
export async function listIncidentsByCause(
  transaction: Transaction,
  cause: string,
  limit: number,
): Promise<readonly Incident[]> {
  const rows = await transaction.query<IncidentRow>(
    `SELECT id, number, version, incident FROM incident_links JOIN incidents ON incidents.id = incident_links.incident_id
     WHERE cause = $1 AND state IN ('firing', 'acknowledged') ORDER BY number LIMIT $2`,
    [cause, limit],
  );
  return rows.map(readIncident);
}
