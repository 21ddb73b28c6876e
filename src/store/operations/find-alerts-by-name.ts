import type { Alert } from '../../model/alert.ts';
import type { Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** More deliveries than these are not searched. */
const searchedDeliveries = 1_000;

/** What is on record about the alerts of a name, whatever its case. */
export async function findAlertsByName(
  transaction: Transaction,
  name: string,
  limit: number,
): ReturnType<Store['findAlertsByName']> {
  const pattern = namedPattern(name);
  const rows = await transaction.query<{ incident_id: string; alert: string }>(
    'SELECT incident_id, alert FROM alerts WHERE name = LOWER($1) ORDER BY starts_at DESC LIMIT $2',
    [name, limit],
  );
  const [received] = await transaction.query<{ count: number; last_at: number | null }>(
    `SELECT COUNT(*) AS count, MAX(received_at) AS last_at
     FROM (SELECT received_at, delivery FROM deliveries ORDER BY received_at DESC LIMIT ${searchedDeliveries}) AS newest
     WHERE LOWER(delivery) LIKE $1 ESCAPE '!'`,
    [pattern],
  );
  const alerts = rows.map((row) => ({ ...(JSON.parse(row.alert) as Alert), incidentId: row.incident_id }));
  return {
    alerts,
    deliveries: received?.count ?? 0,
    ...(typeof received?.last_at === 'number' ? { lastReceivedAt: received.last_at } : {}),
    searchedDeliveries,
  };
}

/** As the label stands in the stored JSON. */
function namedPattern(name: string): string {
  const text = `"alertname":${JSON.stringify(name.toLowerCase())}`;
  return `%${text.replaceAll(/[!%_]/g, (mark) => `!${mark}`)}%`;
}
