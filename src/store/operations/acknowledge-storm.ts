import { incidentName } from '../../model/incident.ts';
import { appendAuditEntry } from '../steps/append-audit-entry.ts';
import { appendTimeline } from '../steps/append-timeline.ts';
import { markIncidentMessagesDue } from '../steps/mark-messages-due.ts';
import { updateIncidents } from '../steps/update-incident.ts';
import { writeLinks } from '../steps/write-links.ts';
import { markStormsDue, writeStormMembers } from '../steps/write-storm-members.ts';
import type { StormTaken } from '../store.ts';
import { Conflict, type Transaction } from '../transaction.ts';

/** Incidents that changed since they were read stay as they are; the audit names those that were written. */
export async function acknowledgeStorm(
  transaction: Transaction,
  stormId: string,
  { person, at, incidents, timeline, audit }: StormTaken,
): Promise<{ incidents: number } | 'conflict'> {
  const storms = await transaction.query(
    'UPDATE storms SET acknowledged_by = $2, acknowledged_at = $3 WHERE id = $1 RETURNING id',
    [stormId, person, at],
  );
  if (storms.length === 0) return 'conflict';
  const ids = await updateIncidents(transaction, incidents);
  const written = incidents.filter(({ id }) => ids.has(id));
  if (written.length === 0 && incidents.length > 0)
    throw new Conflict(`all incidents of storm ${stormId} changed`);
  await writeStormMembers(transaction, written);
  await writeLinks(transaction, written);
  await appendTimeline(
    transaction,
    timeline.filter(({ incidentId }) => ids.has(incidentId)),
  );
  await appendAuditEntry(transaction, {
    ...audit,
    data: { ...audit.data, count: written.length, incidents: written.map(incidentName) },
  });
  await markIncidentMessagesDue(transaction, ...ids);
  await markStormsDue(transaction, [stormId]);
  return { incidents: written.length };
}
