import type { IncidentSnapshot } from '../../model/incident.ts';
import { readSnapshot } from '../steps/read-snapshot.ts';
import type { Transaction } from '../transaction.ts';

/** By `INC-12` (in any case) or by its id. */
export async function findIncident(
  transaction: Transaction,
  name: string,
): Promise<IncidentSnapshot | undefined> {
  const number = /^inc-(\d{1,9})$/i.exec(name.trim())?.[1];
  const [row] = await transaction.query<{ id: string }>(
    number === undefined
      ? 'SELECT id FROM incidents WHERE id = $1'
      : 'SELECT id FROM incidents WHERE number = $1',
    [number === undefined ? name.trim() : Number(number)],
  );
  return row === undefined ? undefined : await readSnapshot(transaction, row.id);
}
