import type { IncidentSnapshot } from '../../model/incident.ts';
import { incidentColumns, readIncident, type IncidentRow } from '../rows/incident-row.ts';
import { withAlerts } from '../steps/read-snapshot.ts';
import type { Transaction } from '../transaction.ts';

/** Incidents of a cluster that fire, and those whose end was only concluded and may prove wrong; oldest first. */
export async function listReconcilable(
  transaction: Transaction,
  cluster: string,
): Promise<readonly IncidentSnapshot[]> {
  const rows = await transaction.query<IncidentRow>(
    `SELECT ${incidentColumns} FROM incidents WHERE state <> 'closed' AND cluster = $1 ORDER BY number`,
    [cluster],
  );
  const incidents = rows
    .map(readIncident)
    .filter(({ state, resolveReason }) => state !== 'resolved' || resolveReason === 'not-listed');
  return await withAlerts(transaction, incidents);
}
