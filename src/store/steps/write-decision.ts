import type { Incident } from '../../model/incident.ts';
import type { IntakeDecision } from '../store.ts';
import { Conflict, rowPlaceholders, type Transaction } from '../transaction.ts';
import { markIncidentMessagesDue } from './mark-messages-due.ts';
import { chunks } from './read-snapshot.ts';
import { updateIncident } from './update-incident.ts';
import { writeEffects } from './write-effects.ts';
import { writeFolding } from './write-folding.ts';
import { writeStormMembers } from './write-storm-members.ts';

/** Writes a decision about alerts and incidents whole. @throws Conflict when an incident is not as it was read */
export async function writeDecision(transaction: Transaction, decision: IntakeDecision): Promise<void> {
  for (const incident of decision.opened) await openIncident(transaction, incident);
  for (const incident of decision.changed) {
    if (!(await updateIncident(transaction, incident))) throw new Conflict(`incident ${incident.id} changed`);
  }
  if (decision.folding !== undefined) await writeFolding(transaction, decision.folding);
  await writeStormMembers(transaction, [...decision.opened, ...decision.changed]);
  await writeAlerts(transaction, decision.alerts);
  await writeEffects(transaction, decision);
  const touched = new Set([
    ...decision.opened.map(({ id }) => id),
    ...decision.changed.map(({ id }) => id),
    ...decision.alerts.map(({ incidentId }) => incidentId),
  ]);
  await markIncidentMessagesDue(transaction, ...touched);
}

async function openIncident(transaction: Transaction, incident: Incident): Promise<void> {
  const rows = await transaction.query(
    `INSERT INTO incidents (id, number, key, cluster, channel, state, version, incident)
     SELECT $1, (SELECT COALESCE(MAX(number), 0) + 1 FROM incidents), $2, $3, $4, $5, 1, $6 WHERE TRUE
     ON CONFLICT DO NOTHING RETURNING id`,
    [incident.id, incident.key, incident.cluster, incident.channel, incident.state, JSON.stringify(incident)],
  );
  if (rows.length === 0) throw new Conflict(`an incident with the key ${incident.key} is open`);
}

/** Many in one statement: a payload brings up to ten thousand, and each statement is a way to the database and back. */
async function writeAlerts(transaction: Transaction, given: IntakeDecision['alerts']): Promise<void> {
  // One statement may write a row only once: of the same occurrence the last one counts.
  const alerts = new Map(
    given.map((alert) => [JSON.stringify([alert.source, alert.fingerprint, alert.startsAt]), alert]),
  );
  for (const part of chunks([...alerts.values()])) {
    await transaction.query(
      `INSERT INTO alerts (source, fingerprint, starts_at, incident_id, alert) VALUES ${rowPlaceholders(part.length, 5)}
       ON CONFLICT (source, fingerprint, starts_at) DO UPDATE SET
         incident_id = excluded.incident_id, alert = excluded.alert`,
      part.flatMap(({ incidentId, ...alert }) => [
        alert.source,
        alert.fingerprint,
        alert.startsAt,
        incidentId,
        JSON.stringify(alert),
      ]),
    );
  }
}
