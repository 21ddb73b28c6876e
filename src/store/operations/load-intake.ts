import type { Alert, Delivery } from '../../model/alert.ts';
import type { Incident } from '../../model/incident.ts';
import { incidentColumns, readIncident, type IncidentRow } from '../rows/incident-row.ts';
import { chunks, withAlerts } from '../steps/read-snapshot.ts';
import type { IntakeView } from '../store.ts';
import { placeholders, type Transaction, type Value } from '../transaction.ts';

/** The newest closed incidents that correlation gets to see; older ones make no difference to a new alert. */
const maxClosed = 200;

/** The newest occurrences of one fingerprint that correlation gets to see, besides those that the delivery names: an alert that flaps has thousands. */
const maxKnown = 20;

/** So that a statement has few parameters however many alerts a delivery has. */
const fingerprintsAtOnce = 200;

/**
 * Undefined when the delivery is not there or was applied: nothing is left to do.
 * @param keys of the incidents that its alerts can belong to; none: without incidents, to find those keys
 */
export async function loadIntake(
  transaction: Transaction,
  deliveryId: string,
  keys?: readonly string[],
): Promise<IntakeView | undefined> {
  const [row] = await transaction.query<{ received_at: number; delivery: string }>(
    'SELECT received_at, delivery FROM deliveries WHERE id = $1 AND applied_at IS NULL',
    [deliveryId],
  );
  if (row === undefined) return undefined;
  const delivery = JSON.parse(row.delivery) as Delivery;
  const known = await readKnown(transaction, delivery);
  return await withIncidents(
    transaction,
    { delivery, receivedAt: row.received_at, known, incidents: [] },
    keys,
  );
}

/** The same delivery with the incidents that its alerts can belong to, by their keys; see loadIntake. */
export async function withIncidents(
  transaction: Transaction,
  view: IntakeView,
  keys?: readonly string[],
): Promise<IntakeView> {
  if (keys?.length === 0) return { ...view, incidents: [] };
  const incidents = await readCandidates(
    transaction,
    keys === undefined ? [clusterCondition(view.delivery)] : chunks(keys).map(keyCondition),
    view.known.map(({ incidentId }) => incidentId),
  );
  return { ...view, incidents };
}

async function readKnown(transaction: Transaction, delivery: Delivery): Promise<IntakeView['known']> {
  const known: (Alert & { incidentId: string })[] = [];
  const named = startsByFingerprint(delivery);
  // Several fingerprints a statement: each statement is a way to the database and back.
  for (const part of chunks([...named], fingerprintsAtOnce)) {
    const starts = [...new Set(part.flatMap(([, startsOfOne]) => startsOfOne))];
    const rows = await transaction.query<{ incident_id: string; alert: string; age: number }>(
      `SELECT incident_id, alert, age FROM (
         SELECT incident_id, alert, starts_at,
           ROW_NUMBER() OVER (PARTITION BY fingerprint ORDER BY starts_at DESC) AS age
         FROM alerts WHERE source = $1 AND fingerprint IN (${placeholders(part.length, 2)})) AS occurrences
       WHERE age <= ${maxKnown} OR starts_at IN (${placeholders(starts.length, part.length + 2)})`,
      [delivery.source, ...part.map(([fingerprint]) => fingerprint), ...starts],
    );
    for (const row of rows) {
      const alert = JSON.parse(row.alert) as Alert;
      // The statement knows which starts are named, not by which alert.
      if (row.age <= maxKnown || named.get(alert.fingerprint)?.includes(alert.startsAt) === true)
        known.push({ ...alert, incidentId: row.incident_id });
    }
  }
  return known.sort((one, other) => other.startsAt - one.startsAt);
}

function startsByFingerprint(delivery: Delivery): ReadonlyMap<string, readonly number[]> {
  const starts = new Map<string, number[]>();
  for (const { fingerprint, startsAt } of delivery.alerts) {
    const ofOne = starts.get(fingerprint);
    if (ofOne === undefined) starts.set(fingerprint, [startsAt]);
    else ofOne.push(startsAt);
  }
  return starts;
}

async function readCandidates(
  transaction: Transaction,
  conditions: readonly Condition[],
  knownIncidents: readonly string[],
): Promise<IntakeView['incidents']> {
  const rows = new Map<string, IncidentRow>();
  for (const { condition, parameters } of conditions) {
    const found = await transaction.query<IncidentRow>(
      `SELECT ${incidentColumns} FROM incidents WHERE state <> 'closed' AND ${condition}`,
      parameters,
    );
    const closed = await transaction.query<IncidentRow>(
      `SELECT ${incidentColumns} FROM incidents AS one WHERE state = 'closed' AND ${condition}
         AND number = (SELECT MAX(number) FROM incidents AS other WHERE other.key = one.key)
       ORDER BY number DESC LIMIT ${maxClosed}`,
      parameters,
    );
    for (const row of [...found, ...closed]) rows.set(row.id, row);
  }
  // A late "resolved" belongs to the incident that its alert had, however long that is closed.
  for (const ids of chunks([...new Set(knownIncidents)].filter((id) => !rows.has(id)))) {
    const more = await transaction.query<IncidentRow>(
      `SELECT ${incidentColumns} FROM incidents WHERE id IN (${placeholders(ids.length, 1)})`,
      ids,
    );
    for (const row of more) rows.set(row.id, row);
  }
  const incidents = [...rows.values()].map(readIncident);
  const all = [...incidents, ...(await readParents(transaction, incidents))];
  return await withAlerts(
    transaction,
    all.sort((one, other) => one.number - other.number),
  );
}

/** Whether an incident wakes anybody depends on the one that it is part of. */
async function readParents(transaction: Transaction, incidents: readonly Incident[]): Promise<Incident[]> {
  const there = new Set(incidents.map(({ id }) => id));
  const named = new Set(incidents.flatMap(({ partOf }) => partOf?.id ?? []));
  const parents: Incident[] = [];
  for (const ids of chunks([...named].filter((id) => !there.has(id)))) {
    const rows = await transaction.query<IncidentRow>(
      `SELECT ${incidentColumns} FROM incidents WHERE id IN (${placeholders(ids.length, 1)})`,
      ids,
    );
    parents.push(...rows.map(readIncident));
  }
  return parents;
}

interface Condition {
  condition: string;
  parameters: readonly Value[];
}

function keyCondition(keys: readonly string[]): Condition {
  return { condition: `key IN (${placeholders(keys.length, 1)})`, parameters: keys };
}

/** An alert without the label belongs to the default cluster, whose name the config knows and the store does not: then all are looked at. */
function clusterCondition(delivery: Delivery): Condition {
  const clusters = [...new Set(delivery.alerts.map(({ labels }) => labels['cluster'] ?? ''))];
  if (clusters.includes('')) return { condition: 'TRUE', parameters: [] };
  return { condition: `cluster IN (${placeholders(clusters.length, 1)})`, parameters: clusters };
}
