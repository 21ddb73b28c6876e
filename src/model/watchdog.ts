/** The alert that always fires, as heard from one sender for one cluster: while it comes, monitoring sees. */
export interface Watchdog {
  source: string;
  cluster: string;
  /** When it last came; milliseconds since the epoch. */
  heardAt: number;
  /** The last gaps between two, newest first; milliseconds. */
  gaps: readonly number[];
  /** Of the alerts that this sender sent, newest first: two senders of one cluster are told apart by it in a list. */
  fingerprints?: readonly string[];
  /** True when Alertmanager told that it resolved: Prometheus has stopped sending it. */
  ended: boolean;
}

/** The key of its due work. */
export function watchdogKey({ source, cluster }: Pick<Watchdog, 'source' | 'cluster'>): string {
  return `${encodeURIComponent(source)}/${encodeURIComponent(cluster)}`;
}
