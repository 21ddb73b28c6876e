import type { IncidentSnapshot } from '../../model/incident.ts';
import { readSnapshot } from '../steps/read-snapshot.ts';
import type { Transaction } from '../transaction.ts';

/** The newest of a key, closed or not. */
export async function findIncidentByKey(
  transaction: Transaction,
  key: string,
): Promise<IncidentSnapshot | undefined> {
  const [row] = await transaction.query<{ id: string }>(
    'SELECT id FROM incidents WHERE key = $1 ORDER BY number DESC LIMIT 1',
    [key],
  );
  return row === undefined ? undefined : await readSnapshot(transaction, row.id);
}
