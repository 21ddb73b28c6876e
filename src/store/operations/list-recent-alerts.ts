import type { Alert } from '../../model/alert.ts';
import type { Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** A cluster's alerts that fired at some time since then, newest first. */
export async function listRecentAlerts(
  transaction: Transaction,
  cluster: string,
  since: number,
  limit: number,
): ReturnType<Store['listRecentAlerts']> {
  // What began before and still fires, or ended meanwhile, belongs to an incident that is not closed.
  const rows = await transaction.query<{ alert: string }>(
    `SELECT alert FROM (
       SELECT alerts.alert AS alert, alerts.starts_at AS starts_at FROM alerts
         JOIN incidents ON incidents.id = alerts.incident_id
         WHERE alerts.starts_at >= $2 AND incidents.cluster = $1
       UNION
       SELECT alerts.alert AS alert, alerts.starts_at AS starts_at FROM incidents
         JOIN alerts ON alerts.incident_id = incidents.id
         WHERE incidents.state IN ('firing', 'acknowledged', 'resolved') AND incidents.cluster = $1
           AND alerts.starts_at < $2
     ) AS recent ORDER BY starts_at DESC LIMIT $3`,
    [cluster, since, limit],
  );
  return rows
    .map((row) => JSON.parse(row.alert) as Alert)
    .filter((alert) => alert.startsAt >= since || alert.endsAt === null || alert.endsAt >= since);
}
