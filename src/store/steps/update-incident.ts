import type { Incident } from '../../model/incident.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Writes an incident over the version that it names. False: that version is not the newest any more, or another
 * incident of the same key is open (a closed one cannot come back beside it).
 */
export async function updateIncident(transaction: Transaction, incident: Incident): Promise<boolean> {
  const rows = await transaction.query(
    `UPDATE incidents SET key = $3, cluster = $4, channel = $5, state = $6, version = version + 1, incident = $7
     WHERE id = $1 AND version = $2 AND ($6 = 'closed' OR NOT EXISTS
       (SELECT 1 FROM incidents AS other WHERE other.key = $3 AND other.id <> $1 AND other.state <> 'closed'))
     RETURNING id`,
    [
      incident.id,
      incident.version,
      incident.key,
      incident.cluster,
      incident.channel,
      incident.state,
      JSON.stringify(incident),
    ],
  );
  return rows.length === 1;
}
