import type { Incident } from '../../model/incident.ts';

/** Columns of `incidents` as read. */
export interface IncidentRow {
  id: string;
  number: number;
  version: number;
  incident: string;
}

export const incidentColumns = 'id, number, version, incident';

export function readIncident(row: IncidentRow): Incident {
  return { ...(JSON.parse(row.incident) as Incident), number: row.number, version: row.version };
}
