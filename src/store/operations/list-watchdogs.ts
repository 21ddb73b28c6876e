import type { Watchdog } from '../../model/watchdog.ts';
import type { Transaction } from '../transaction.ts';

/** All that were ever heard. */
export async function listWatchdogs(transaction: Transaction): Promise<readonly Watchdog[]> {
  const rows = await transaction.query<{ watchdog: string }>(
    'SELECT watchdog FROM watchdogs ORDER BY source, cluster',
  );
  return rows.map((row) => JSON.parse(row.watchdog) as Watchdog);
}
