import type { Incident } from '../../model/incident.ts';
import { incidentColumns, readIncident, type IncidentRow } from '../rows/incident-row.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Firing and acknowledged ones, oldest first. A channel is found by what the config calls it and by the id that Slack
 * gave it when the card was posted.
 */
export async function listOpenIncidents(
  transaction: Transaction,
  channel?: string,
): Promise<readonly Incident[]> {
  const rows = await transaction.query<IncidentRow>(
    `SELECT ${incidentColumns} FROM incidents AS one WHERE state IN ('firing', 'acknowledged')
       AND (CAST($1 AS TEXT) IS NULL OR channel = $1 OR EXISTS (SELECT 1 FROM messages
         WHERE messages.incident_id = one.id AND messages.kind = 'card' AND messages.channel = $1))
     ORDER BY number`,
    [channel],
  );
  return rows.map(readIncident);
}
