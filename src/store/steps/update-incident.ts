import type { Incident } from '../../model/incident.ts';
import type { Transaction } from '../transaction.ts';
import { chunks } from './read-snapshot.ts';

/** Writes one incident over the version that it names; see updateIncidents. */
export async function updateIncident(transaction: Transaction, incident: Incident): Promise<boolean> {
  return (await updateIncidents(transaction, [incident])).has(incident.id);
}

/**
 * Writes incidents over the versions that they name, and gives the ids of those that could be. An id that is missing: that
 * version is not the newest any more, or another incident of the same key is open (a closed one cannot come back beside it).
 */
export async function updateIncidents(
  transaction: Transaction,
  incidents: readonly Incident[],
): Promise<ReadonlySet<string>> {
  const written = new Set<string>();
  for (const part of chunks(incidents)) {
    const given = part.map((_, row) => rowOf(row * 7 + 1));
    const rows = await transaction.query<{ id: string }>(
      `UPDATE incidents SET key = given.column3, cluster = given.column4, channel = given.column5,
         state = given.column6, version = incidents.version + 1, incident = given.column7
       FROM (VALUES ${given.join(', ')}) AS given
       WHERE incidents.id = given.column1 AND incidents.version = given.column2
         AND (given.column6 = 'closed' OR NOT EXISTS (SELECT 1 FROM incidents AS other
           WHERE other.key = given.column3 AND other.id <> given.column1 AND other.state <> 'closed'))
       RETURNING incidents.id`,
      part.flatMap((incident) => [
        incident.id,
        incident.version,
        incident.key,
        incident.cluster,
        incident.channel,
        incident.state,
        JSON.stringify(incident),
      ]),
    );
    for (const { id } of rows) written.add(id);
  }
  return written;
}

/** PostgreSQL takes a placeholder for text where nothing says otherwise. */
function rowOf(first: number): string {
  const [id, version, ...texts] = Array.from({ length: 7 }, (_, index) => `$${first + index}`);
  return `(${id}, CAST(${version} AS INTEGER), ${texts.join(', ')})`;
}
