import { watchdogKey, type Watchdog } from '../../model/watchdog.ts';
import { markDue } from '../steps/mark-due.ts';
import type { Transaction } from '../transaction.ts';

/** Keeps what is newer than what is there; each is looked at at once. */
export async function recordWatchdogs(
  transaction: Transaction,
  watchdogs: readonly Watchdog[],
): Promise<void> {
  for (const watchdog of watchdogs) {
    await transaction.query(
      `INSERT INTO watchdogs (source, cluster, heard_at, watchdog) VALUES ($1, $2, $3, $4)
       ON CONFLICT (source, cluster) DO UPDATE SET heard_at = excluded.heard_at, watchdog = excluded.watchdog
       WHERE excluded.heard_at >= watchdogs.heard_at`,
      [watchdog.source, watchdog.cluster, watchdog.heardAt, JSON.stringify(watchdog)],
    );
  }
  await markDue(
    transaction,
    watchdogs.map((watchdog) => ({ kind: 'watchdog', key: watchdogKey(watchdog) })),
  );
}
