import type { Incident } from '../../model/incident.ts';
import { rowPlaceholders, type Transaction } from '../transaction.ts';
import { markDue } from './mark-due.ts';
import { chunks } from './read-snapshot.ts';

/** Incidents that were folded into storms changed: what their storms' cards count, and these cards are due. */
export async function writeStormMembers(
  transaction: Transaction,
  incidents: readonly Incident[],
): Promise<void> {
  const members = incidents.flatMap(({ id, subject, severity, folded }) =>
    folded === undefined ? [] : [{ id, namespace: subject.namespace ?? '', severity, folded }],
  );
  if (members.length === 0) return;
  for (const part of chunks(members)) {
    await transaction.query(
      `INSERT INTO storm_members (storm_id, incident_id, alert_name, namespace, node, severity, folded_at)
       VALUES ${rowPlaceholders(part.length, 6).replaceAll(')', ', now_ms())')}
       ON CONFLICT (storm_id, incident_id) DO UPDATE SET severity = excluded.severity`,
      part.flatMap(({ id, namespace, severity, folded }) => [
        folded.storm,
        id,
        folded.alertName,
        namespace,
        folded.node ?? '',
        severity,
      ]),
    );
  }
  await markStormsDue(
    transaction,
    members.map(({ folded }) => folded.storm),
  );
}

/** Their cards are to be looked at. */
export async function markStormsDue(transaction: Transaction, storms: readonly string[]): Promise<void> {
  await markDue(
    transaction,
    [...new Set(storms)].map((storm) => ({ kind: 'publish', key: `storm/${storm}` })),
  );
}
