import type { Incident } from '../../model/incident.ts';
import { incidentColumns, readIncident, type IncidentRow } from '../rows/incident-row.ts';
import type { Transaction } from '../transaction.ts';

/** Which of a storm's incidents fire and have no card of their own, where storm_members and incidents are joined. */
const unacknowledged = `state = 'firing'
  AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.id = 'card/' || incidents.id)`;

/** A storm's incidents: open ones first, of them the gravest, of those the oldest. */
export async function pageOfStorm(
  transaction: Transaction,
  stormId: string,
  { offset, limit, only }: { offset: number; limit: number; only?: 'unacknowledged' },
): Promise<Incident[]> {
  const columns = incidentColumns
    .split(', ')
    .map((column) => `incidents.${column}`)
    .join(', ');
  const rows = await transaction.query<IncidentRow>(
    `SELECT ${columns} FROM storm_members JOIN incidents ON incidents.id = incident_id WHERE storm_id = $1
     ${onlyThose(only)}
     ORDER BY CASE state WHEN 'firing' THEN 0 WHEN 'acknowledged' THEN 1 ELSE 2 END,
       CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 WHEN 'unknown' THEN 1 WHEN 'info' THEN 2 ELSE 3 END,
       number
     LIMIT $2 OFFSET $3`,
    [stormId, limit, offset],
  );
  return rows.map(readIncident);
}

/** How many there are. */
export async function countOfStorm(
  transaction: Transaction,
  stormId: string,
  { only }: { only?: 'unacknowledged' },
): Promise<number> {
  const [all] = await transaction.query<{ total: number }>(
    `SELECT COUNT(*) AS total FROM storm_members JOIN incidents ON incidents.id = incident_id WHERE storm_id = $1
     ${onlyThose(only)}`,
    [stormId],
  );
  return all?.total ?? 0;
}

function onlyThose(only: 'unacknowledged' | undefined): string {
  return only === undefined ? '' : `AND ${unacknowledged}`;
}
