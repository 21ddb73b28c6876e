import { isWatchdog, watchdogHeard } from '../incidents/watchdog.ts';
import { watchdogKey, type Watchdog } from '../model/watchdog.ts';
import type { IntakeView, Store } from '../store/store.ts';
import type { ListedAlert } from '../telemetry/alertmanager/alertmanager-client.ts';

type WatchdogStore = Pick<Store, 'listWatchdogs' | 'recordWatchdogs'>;

/** One delivery makes no more of them known: labels are foreign. */
const mostClusters = 50;
/** Alertmanager refreshes what Prometheus sends every minute; an older entry only waits for its end. */
const freshMs = 150_000;

/** Notes each Watchdog of a delivery. Running it twice is harmless. */
export async function hearDelivered(
  store: WatchdogStore,
  { delivery, receivedAt }: Pick<IntakeView, 'delivery' | 'receivedAt'>,
  defaultCluster: string,
): Promise<void> {
  const alerts = delivery.alerts.filter(isWatchdog);
  if (alerts.length === 0) return;
  const known = await knownByKey(store);
  const changed = new Map<string, Watchdog>();
  const clusters = new Map(alerts.map((alert) => [alert.labels['cluster'] ?? defaultCluster, alert]));
  for (const [cluster] of [...clusters].slice(0, mostClusters)) {
    const { source } = delivery;
    const key = watchdogKey({ source, cluster });
    const told = alerts.filter((alert) => (alert.labels['cluster'] ?? defaultCluster) === cluster);
    const before = known.get(key);
    const firing = told.filter(({ status }) => status === 'firing');
    if (firing.length > 0) {
      const fingerprints = firing.map(({ fingerprint }) => fingerprint);
      const heard = { source, cluster, fingerprints, at: receivedAt, from: 'webhook' as const };
      changed.set(key, watchdogHeard(before, heard));
    } else if (before !== undefined && receivedAt > before.heardAt) {
      changed.set(key, { ...before, ended: true });
    }
  }
  if (changed.size > 0) await store.recordWatchdogs([...changed.values()]);
}

/**
 * Alertmanager lists it as fresh: that counts as well as a webhook, whose repeat_interval may be hours. Not for a sender
 * whose own Watchdog is not listed there: another one speaks for the same cluster.
 */
export async function hearListed(
  store: WatchdogStore,
  cluster: string,
  alerts: readonly ListedAlert[],
  now: number,
): Promise<void> {
  const fresh = alerts.filter((alert) => isWatchdog(alert) && now - alert.updatedAt < freshMs);
  const known = fresh.length === 0 ? [] : await store.listWatchdogs();
  const changed = known.flatMap((watchdog) => {
    const own = fresh.filter(({ fingerprint }) => watchdog.fingerprints?.includes(fingerprint) ?? true);
    const at = Math.min(now, Math.max(...own.map(({ updatedAt }) => updatedAt)));
    return watchdog.cluster === cluster && at > watchdog.heardAt
      ? [watchdogHeard(watchdog, { ...watchdog, at, from: 'list' })]
      : [];
  });
  if (changed.length > 0) await store.recordWatchdogs(changed);
}

async function knownByKey(store: WatchdogStore): Promise<ReadonlyMap<string, Watchdog>> {
  return new Map((await store.listWatchdogs()).map((watchdog) => [watchdogKey(watchdog), watchdog]));
}
