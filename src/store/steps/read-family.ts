import { mostChildren, type Family, type Relative } from '../../model/incident-link.ts';
import type { Incident } from '../../model/incident.ts';
import { incidentColumns, readIncident, type IncidentRow } from '../rows/incident-row.ts';
import type { Transaction } from '../transaction.ts';

/** What an incident is part of, and what is part of it; undefined when it stands alone. */
export async function readFamily(transaction: Transaction, incident: Incident): Promise<Family | undefined> {
  const [count] = await transaction.query<{ total: number; open: number }>(
    `SELECT COUNT(*) AS total, COUNT(CASE WHEN state IN ('firing', 'acknowledged') THEN 1 END) AS open
     FROM incident_links JOIN incidents ON incidents.id = incident_links.incident_id WHERE parent_id = $1`,
    [incident.id],
  );
  const allChildren = count?.total ?? 0;
  if (allChildren === 0 && incident.partOf === undefined) return undefined;
  const children = await transaction.query<IncidentRow>(
    `SELECT ${incidentColumns} FROM incident_links JOIN incidents ON incidents.id = incident_links.incident_id
     WHERE parent_id = $1 AND state IN ('firing', 'acknowledged') ORDER BY number LIMIT ${mostChildren}`,
    [incident.id],
  );
  const [parent] = await transaction.query<IncidentRow>(
    `SELECT ${incidentColumns} FROM incidents WHERE id = $1`,
    [incident.partOf?.id ?? ''],
  );
  return {
    ...(parent === undefined ? {} : { parent: relative(parent) }),
    children: children.map(relative),
    openChildren: count?.open ?? 0,
    allChildren,
  };
}

function relative(row: IncidentRow): Relative {
  const { id, number, title, state } = readIncident(row);
  return { id, number, title, state };
}
