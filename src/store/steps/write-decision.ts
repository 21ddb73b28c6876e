import type { Incident } from '../../model/incident.ts';
import type { IntakeDecision } from '../store.ts';
import { Conflict, rowPlaceholders, type Transaction } from '../transaction.ts';
import { markIncidentMessagesDue } from './mark-messages-due.ts';
import { chunks } from './read-snapshot.ts';
import { updateIncidents } from './update-incident.ts';
import { writeEffects } from './write-effects.ts';
import { writeFolding } from './write-folding.ts';
import { tellParts, writeLinks } from './write-links.ts';
import { writeStormMembers } from './write-storm-members.ts';

/** Writes a decision about alerts and incidents whole. @throws Conflict when an incident is not as it was read */
export async function writeDecision(transaction: Transaction, decision: IntakeDecision): Promise<void> {
  await openIncidents(transaction, decision.opened);
  const written = await updateIncidents(transaction, decision.changed);
  const missed = decision.changed.find(({ id }) => !written.has(id));
  if (missed !== undefined) throw new Conflict(`incident ${missed.id} changed`);
  if (decision.folding !== undefined) await writeFolding(transaction, decision.folding);
  await writeStormMembers(transaction, [...decision.opened, ...decision.changed]);
  await writeLinks(transaction, [...decision.opened, ...decision.changed]);
  await tellParts(transaction, decision.changed);
  await writeAlerts(transaction, decision.alerts);
  await writeEffects(transaction, decision);
  const touched = new Set([
    ...decision.opened.map(({ id }) => id),
    ...decision.changed.map(({ id }) => id),
    ...decision.alerts.map(({ incidentId }) => incidentId),
  ]);
  await markIncidentMessagesDue(transaction, ...touched);
}

async function openIncidents(transaction: Transaction, incidents: readonly Incident[]): Promise<void> {
  if (incidents.length === 0) return;
  const [newest] = await transaction.query<{ number: number }>(
    'SELECT COALESCE(MAX(number), 0) AS number FROM incidents',
  );
  let number = newest?.number ?? 0;
  for (const part of chunks(incidents)) {
    const rows = await transaction.query<{ id: string }>(
      `INSERT INTO incidents (id, number, key, cluster, channel, state, version, incident)
       VALUES ${rowPlaceholders(part.length, 8)} ON CONFLICT DO NOTHING RETURNING id`,
      part.flatMap((incident) => {
        const { id, key, cluster, channel, state } = incident;
        number += 1;
        return [id, number, key, cluster, channel, state, 1, JSON.stringify(incident)];
      }),
    );
    const opened = new Set(rows.map(({ id }) => id));
    const missed = part.find(({ id }) => !opened.has(id));
    if (missed !== undefined) throw new Conflict(`an incident with the key ${missed.key} is open`);
  }
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
