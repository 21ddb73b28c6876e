import type { Alert } from '../../model/alert.ts';
import type { Incident, IncidentContext, IncidentSnapshot } from '../../model/incident.ts';
import { incidentColumns, readIncident, type IncidentRow } from '../rows/incident-row.ts';
import { readFamily } from './read-family.ts';
import { placeholders, type Transaction } from '../transaction.ts';

/**
 * Of one alert so many occurrences are read, the newest ones: an alert that flaps for a day has thousands, and each of
 * them would be read at each of its webhooks. Only the newest can fire.
 */
const occurrencesOfAnAlert = 5;

/** An incident with the newest occurrences of its alerts (oldest first) and what is known about it. */
export async function readSnapshot(
  transaction: Transaction,
  incidentId: string,
): Promise<IncidentSnapshot | undefined> {
  const [row] = await transaction.query<IncidentRow>(
    `SELECT ${incidentColumns} FROM incidents WHERE id = $1`,
    [incidentId],
  );
  if (row === undefined) return undefined;
  const [context] = await transaction.query<{ context: string }>(
    'SELECT context FROM contexts WHERE incident_id = $1',
    [incidentId],
  );
  const alerts = await readAlerts(transaction, [incidentId]);
  const incident = readIncident(row);
  const family = await readFamily(transaction, incident);
  return {
    incident,
    alerts: alerts.get(incidentId) ?? [],
    context: context === undefined ? undefined : (JSON.parse(context.context) as IncidentContext),
    ...(family === undefined ? {} : { family }),
  };
}

/** Incidents with the newest occurrences of their alerts and without context. */
export async function withAlerts(
  transaction: Transaction,
  incidents: readonly Incident[],
): Promise<readonly IncidentSnapshot[]> {
  const alerts = await readAlerts(
    transaction,
    incidents.map(({ id }) => id),
  );
  return incidents.map((incident) => ({
    incident,
    alerts: alerts.get(incident.id) ?? [],
    context: undefined,
  }));
}

async function readAlerts(
  transaction: Transaction,
  incidentIds: readonly string[],
): Promise<ReadonlyMap<string, Alert[]>> {
  const found = new Map<string, Alert[]>(incidentIds.map((id) => [id, []]));
  for (const ids of chunks(incidentIds)) {
    const rows = await transaction.query<{ incident_id: string; alert: string }>(
      `SELECT alerts.incident_id, alerts.alert FROM alerts JOIN (
         SELECT source, fingerprint, starts_at, ROW_NUMBER() OVER (
           PARTITION BY incident_id, source, fingerprint ORDER BY starts_at DESC) AS age
         FROM alerts WHERE incident_id IN (${placeholders(ids.length, 1)})) AS newest
       ON alerts.source = newest.source AND alerts.fingerprint = newest.fingerprint
         AND alerts.starts_at = newest.starts_at
       WHERE newest.age <= ${occurrencesOfAnAlert} ORDER BY alerts.starts_at, alerts.fingerprint`,
      ids,
    );
    for (const row of rows) found.get(row.incident_id)?.push(JSON.parse(row.alert) as Alert);
  }
  return found;
}

/** Lists of values are bound in pieces: engines limit the number of parameters. */
export function chunks<Element>(list: readonly Element[], size = 500): readonly (readonly Element[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
