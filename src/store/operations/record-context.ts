import type { IncidentContext } from '../../model/incident.ts';
import { markIncidentMessagesDue } from '../steps/mark-messages-due.ts';
import { writeEffects } from '../steps/write-effects.ts';
import { markStormsDue } from '../steps/write-storm-members.ts';
import type { Effects } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Replaces what is known about an incident. The incident's version stays: collecting never makes an answer of a person conflict. */
export async function recordContext(
  transaction: Transaction,
  incidentId: string,
  context: IncidentContext,
  effects: Effects,
): Promise<void> {
  await transaction.query(
    `INSERT INTO contexts (incident_id, collected_at, context) VALUES ($1, $2, $3)
     ON CONFLICT (incident_id) DO UPDATE SET collected_at = excluded.collected_at, context = excluded.context`,
    [incidentId, context.collectedAt, JSON.stringify(context)],
  );
  const storms = await transaction.query<{ storm_id: string }>(
    'UPDATE storm_members SET cause = $2 WHERE incident_id = $1 RETURNING storm_id',
    [incidentId, context.findings[0]?.code ?? ''],
  );
  await markStormsDue(
    transaction,
    storms.map(({ storm_id: storm }) => storm),
  );
  await writeEffects(transaction, effects);
  await markIncidentMessagesDue(transaction, incidentId);
}
