import type { Freeze } from '../../model/freeze.ts';
import { freezeColumns, readFreezeRow, type FreezeRow } from '../rows/freeze-row.ts';
import type { Transaction } from '../transaction.ts';

/** Those that run by the database's clock, the oldest first. */
export async function listFreezes(transaction: Transaction): Promise<readonly Freeze[]> {
  const rows = await transaction.query<FreezeRow>(
    `SELECT ${freezeColumns} FROM freezes WHERE ended_at IS NULL AND (ends_at IS NULL OR ends_at > now_ms())
     ORDER BY started_at, id`,
  );
  return rows.map(readFreezeRow);
}
