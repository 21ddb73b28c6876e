import { alertIdentity, type Alert } from '../model/alert.ts';

export type KnownAlert = Alert & { incidentId: string };

/** What a delivery taught about one occurrence. */
export interface OccurrenceNews {
  alert: Alert;
  /** Absent for an occurrence that was not known before. */
  incidentId?: string;
  /**
   * `started` = fires, its labels were never seen before; `refired` = the same labels fire again; `ended` = stopped;
   * `late` = was over before we heard of it; `corrected` = over already, its end is known better now.
   */
  kind: 'started' | 'refired' | 'ended' | 'late' | 'corrected';
  /** The end was concluded: Alertmanager no longer lists the alert since then. Milliseconds since the epoch. */
  unlistedSince?: number;
}

/**
 * What deliveries say about occurrences, in any order and however often. Of one (source, fingerprint) only the occurrence
 * that started last can fire, and it does unless it was reported resolved, or an end after its start was: Alertmanager
 * keeps one alert a fingerprint, may move startsAt back when it merges two Prometheus replicas, and repeats old bodies.
 */
export function occurrenceNews(delivered: readonly Alert[], known: readonly KnownAlert[]): OccurrenceNews[] {
  const rows = new Map<string, Map<number, KnownAlert | Alert>>();
  const before = new Map<string, KnownAlert>();
  for (const alert of known) {
    rowsOf(rows, alert).set(alert.startsAt, alert);
    before.set(alertIdentity(alert), alert);
  }
  const seenBefore = new Set(known.map(occurrenceSeries));
  const touched = new Set<Map<number, Alert>>();
  for (const alert of delivered) {
    const ofAlert = rowsOf(rows, alert);
    ofAlert.set(alert.startsAt, merged(ofAlert.get(alert.startsAt), alert));
    touched.add(ofAlert);
  }
  const news: OccurrenceNews[] = [];
  for (const ofAlert of touched) {
    for (const alert of settled([...ofAlert.values()])) {
      const one = newsOf(alert, before.get(alertIdentity(alert)), seenBefore.has(occurrenceSeries(alert)));
      if (one !== undefined) news.push(one);
    }
  }
  return news;
}

function rowsOf(rows: Map<string, Map<number, Alert>>, alert: Alert): Map<number, Alert> {
  const key = occurrenceSeries(alert);
  const found = rows.get(key) ?? new Map<number, Alert>();
  rows.set(key, found);
  return found;
}

/** A resolved occurrence stays resolved; its latest reported end holds. */
function merged(there: Alert | undefined, told: Alert): Alert {
  if (there === undefined) return told;
  if (there.endInferred === true) return asTold(there, told);
  if (told.status === 'firing') return there;
  const endsAt = Math.max(there.endsAt ?? 0, told.endsAt ?? 0);
  return there.status === 'resolved' && there.endsAt === endsAt
    ? there
    : { ...there, status: 'resolved', endsAt };
}

/** An end that was only concluded gives way to whatever is told. */
function asTold(there: Alert, { status, endsAt }: Alert): Alert {
  const told: Alert = { ...there, status, endsAt };
  delete told.endInferred;
  return told;
}

/** Ends the occurrences that cannot fire any more; oldest first. */
function settled(alerts: Alert[]): Alert[] {
  alerts.sort((one, other) => one.startsAt - other.startsAt);
  const lastEnd = Math.max(...alerts.map((alert) => (alert.endInferred === true ? 0 : (alert.endsAt ?? 0))));
  return alerts.map((alert, index) => {
    if (alert.status === 'resolved') return alert;
    const next = alerts[index + 1];
    if (next !== undefined) return { ...alert, status: 'resolved', endsAt: next.startsAt };
    return lastEnd > alert.startsAt ? { ...alert, status: 'resolved', endsAt: lastEnd } : alert;
  });
}

function newsOf(
  alert: Alert,
  before: KnownAlert | undefined,
  seenBefore: boolean,
): OccurrenceNews | undefined {
  if (before === undefined) {
    if (alert.status === 'resolved') return { alert, kind: 'late' };
    return { alert, kind: seenBefore ? 'refired' : 'started' };
  }
  if (before.status === alert.status && before.endsAt === alert.endsAt) return undefined;
  const { incidentId } = before;
  if (alert.status === 'firing') return { alert, incidentId, kind: 'refired' };
  return { alert, incidentId, kind: before.status === 'firing' ? 'ended' : 'corrected' };
}

/** What stays the same when an alert fires again. */
function occurrenceSeries(alert: Alert): string {
  return `${alert.source}/${alert.fingerprint}`;
}
