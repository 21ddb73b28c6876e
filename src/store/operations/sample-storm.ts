import { markDue } from '../steps/mark-due.ts';
import type { Transaction } from '../transaction.ts';

/** Evidence of a few stands for those that are called alike: collecting it for all would be a storm of its own. */
export async function sampleStorm(
  transaction: Transaction,
  stormId: string,
  { each, all }: { each: number; all: number },
): Promise<number> {
  const rows = await transaction.query<{ incident_id: string }>(
    `SELECT incident_id FROM (
       SELECT incident_id, cause, ROW_NUMBER() OVER (PARTITION BY alert_name ORDER BY folded_at, incident_id) AS place
       FROM storm_members WHERE storm_id = $1) AS members
     WHERE place <= $2 AND cause IS NULL ORDER BY place, incident_id
     LIMIT (SELECT CASE WHEN COUNT(*) < $3 THEN $3 - COUNT(*) ELSE 0 END FROM storm_members
       WHERE storm_id = $1 AND cause IS NOT NULL)`,
    [stormId, each, all],
  );
  await markDue(
    transaction,
    rows.map(({ incident_id: key }) => ({ kind: 'enrich', key })),
  );
  return rows.length;
}
