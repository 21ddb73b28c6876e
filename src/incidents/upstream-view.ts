import type { Suppression } from '../model/upstream.ts';
import type {
  AlertmanagerLook,
  ListedAlert,
  Silence,
} from '../telemetry/alertmanager/alertmanager-client.ts';

/**
 * Alertmanager keeps no alerts on disk; Prometheus sends firing ones again every minute (rules/manager.go,
 * resend-delay) or evaluation interval. A replica that is younger than this may not have heard of all of them.
 */
export const settleMs = 300_000;

/** What all replicas say together. */
export interface UpstreamView {
  /** By fingerprint; listed by any replica is listed. */
  listed: ReadonlyMap<string, ListedAlert>;
  silences: ReadonlyMap<string, Silence>;
  /** False: that an alert is missing proves nothing, for every replica that answered has started just now. */
  absenceCounts: boolean;
}

export function upstreamView(look: AlertmanagerLook, now: number): UpstreamView {
  const listed = new Map<string, ListedAlert>();
  for (const alert of look.replicas.flatMap(({ alerts }) => alerts)) {
    const there = listed.get(alert.fingerprint);
    // One replica may not know of a silence yet: it will notify, so the alert is active.
    if (there === undefined || there.state === 'suppressed') listed.set(alert.fingerprint, alert);
  }
  return {
    listed,
    silences: new Map(look.silences.map((silence) => [silence.id, silence])),
    absenceCounts: look.replicas.some(({ status }) => now - status.startedAt >= settleMs),
  };
}

/** Who keeps which of the alerts quiet, the one that lasts longest first. */
export function suppressionsOf(fingerprints: readonly string[], view: UpstreamView): Suppression[] {
  const counts = new Map<string, number>();
  const inhibitors = new Set<string>();
  let inhibited = 0;
  for (const alert of fingerprints.flatMap((fingerprint) => view.listed.get(fingerprint) ?? [])) {
    if (alert.state !== 'suppressed') continue;
    for (const id of alert.silencedBy) counts.set(id, (counts.get(id) ?? 0) + 1);
    if (alert.inhibitedBy.length > 0) inhibited += 1;
    for (const by of alert.inhibitedBy) {
      inhibitors.add(view.listed.get(by)?.labels['alertname'] ?? 'an alert that is not listed');
    }
  }
  const silences = [...counts].flatMap(([id, alertCount]): Extract<Suppression, { by: 'silence' }>[] => {
    const silence = view.silences.get(id);
    if (silence === undefined) return [];
    const { createdBy, comment, endsAt } = silence;
    return [{ by: 'silence', id, createdBy, comment, endsAt, alertCount }];
  });
  silences.sort((one, other) => other.endsAt - one.endsAt || (one.id < other.id ? -1 : 1));
  if (inhibited === 0) return silences;
  return [...silences, { by: 'inhibition', inhibitors: [...inhibitors].sort(), alertCount: inhibited }];
}
