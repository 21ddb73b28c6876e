import type { Alert } from '../model/alert.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import type { Incident, IncidentSnapshot } from '../model/incident.ts';
import type { TimelineEntry } from '../model/timeline.ts';
import type { Suppression, Upstream } from '../model/upstream.ts';
import { utcTime } from '../model/utc-time.ts';
import type { Effects, IntakeDecision } from '../store/store.ts';
import { advanceIncident } from './advance-incident.ts';
import type { Belonging } from './belonging.ts';
import { chooseSubject } from './choose-subject.ts';
import type { IntakeOptions } from './intake-options.ts';
import type { OccurrenceNews } from './occurrences.ts';
import { noWitness, type Witness } from './witness.ts';
import { suppressionsOf, type UpstreamView } from './upstream-view.ts';

export interface ReconcileOptions extends IntakeOptions {
  /** Two looks at least this far apart must miss an alert. Milliseconds. */
  apartMs: number;
  /** Asked about alerts that Alertmanager does not list. */
  witness?: Witness;
}

/**
 * What Alertmanager's list makes of one incident; undefined when nothing changes. An alert ends here only if it was once
 * listed and is missing from two looks that count, and Prometheus, where it is asked, agrees; it fires again if its end had been concluded and it is listed after
 * all. Pure.
 */
export function reconcileIncident(
  snapshot: IncidentSnapshot,
  view: UpstreamView,
  options: ReconcileOptions,
): IntakeDecision | undefined {
  const { incident } = snapshot;
  const before = incident.upstream ?? { seen: [], missing: {}, suppressed: [] };
  const firing = snapshot.alerts.filter((alert) => alert.status === 'firing');
  const back = concludedWrongly(snapshot.alerts, view);
  const missing = missingNow(firing, before, view, options.now);
  const overdue = firing.filter(
    (alert) => options.now - (missing[alert.fingerprint] ?? Infinity) >= options.apartMs,
  );
  const { witness = noWitness } = options;
  const gone = view.absenceCounts ? overdue.filter((alert) => agrees(witness(alert))) : [];
  const lost = overdue.filter((alert) => witness(alert) === 'firing').map((alert) => alert.fingerprint);
  const news = [
    ...gone.map((alert) => ended(alert, missing[alert.fingerprint] ?? options.now)),
    ...back.map((alert): OccurrenceNews => ({ alert, kind: 'refired' })),
  ];
  const left = [...firing.filter((alert) => !gone.includes(alert)), ...back].map(
    (alert) => alert.fingerprint,
  );
  const upstream: Upstream = {
    seen: unique(left.filter((one) => view.listed.has(one) || before.seen.includes(one))),
    missing: Object.fromEntries(
      Object.entries(missing).filter(([fingerprint]) => left.includes(fingerprint)),
    ),
    suppressed: suppressionsOf(unique(left), view),
    ...(lost.length > 0 && { lost: unique(lost) }),
  };
  if (news.length === 0 && canonicalJson(before) === canonicalJson(upstream)) return undefined;
  const { incident: advanced, effects } = moved(snapshot, news, options);
  const timeline = [
    ...tellSuppression(advanced, before, upstream, options.now),
    ...tellLost(advanced, before, upstream, options.now),
  ];
  return {
    alerts: news.map(({ alert }) => ({ ...alert, incidentId: incident.id })),
    opened: [],
    changed: [{ ...advanced, upstream }],
    ...effects,
    timeline: [...timeline, ...(effects.timeline ?? [])],
  };
}

function agrees(testimony: ReturnType<Witness>): boolean {
  return testimony === 'inactive' || testimony === 'not-its-rule';
}

/** Alertmanager lost alerts that Prometheus still fires, or has them again. */
function tellLost(incident: Incident, before: Upstream, after: Upstream, now: number): TimelineEntry[] {
  const count = after.lost?.length ?? 0;
  if (count === (before.lost?.length ?? 0) || incident.state === 'resolved') return [];
  const text =
    count === 0
      ? 'No alert of it is lost in Alertmanager any more'
      : `Alertmanager no longer lists ${count} of ${incident.firingCount} alerts, but Prometheus says that they fire: not resolved`;
  return [{ incidentId: incident.id, at: now, kind: 'lost-upstream', text }];
}

function missingNow(
  firing: readonly Alert[],
  before: Upstream,
  view: UpstreamView,
  now: number,
): Record<string, number> {
  const missing: Record<string, number> = {};
  for (const { fingerprint } of firing) {
    if (view.listed.has(fingerprint) || !before.seen.includes(fingerprint)) continue;
    const since = before.missing[fingerprint] ?? (view.absenceCounts ? now : undefined);
    if (since !== undefined) missing[fingerprint] = since;
  }
  return missing;
}

/** Of each series the newest occurrence, where its end was concluded and Alertmanager lists it. */
function concludedWrongly(alerts: readonly Alert[], view: UpstreamView): Alert[] {
  const newest = new Map<string, Alert>();
  for (const alert of alerts) {
    const series = `${alert.source}/${alert.fingerprint}`;
    const there = newest.get(series);
    if (there === undefined || there.startsAt < alert.startsAt) newest.set(series, alert);
  }
  return [...newest.values()].flatMap((alert): Alert[] => {
    const listed = view.listed.get(alert.fingerprint);
    if (alert.endInferred !== true || listed === undefined) return [];
    // A new start is the webhook's to tell; if Alertmanager keeps it quiet, nobody is woken for it.
    if (listed.startsAt > alert.startsAt && listed.state !== 'active') return [];
    const again: Alert = {
      ...alert,
      status: 'firing',
      endsAt: null,
      startsAt: Math.max(alert.startsAt, listed.startsAt),
    };
    delete again.endInferred;
    return [again];
  });
}

function ended(alert: Alert, since: number): OccurrenceNews {
  return {
    alert: { ...alert, status: 'resolved', endsAt: since, endInferred: true },
    kind: 'ended',
    unlistedSince: since,
  };
}

function moved(
  snapshot: IncidentSnapshot,
  news: readonly OccurrenceNews[],
  options: IntakeOptions,
): { incident: Incident; effects: Effects } {
  if (news.length === 0) return { incident: snapshot.incident, effects: {} };
  const belongings: Belonging[] = news.map((one) => ({
    news: one,
    chosen: chooseSubject(one.alert, options),
  }));
  return advanceIncident(snapshot, belongings, options);
}

/** What became of the silences, as long as anything fires. */
function tellSuppression(
  incident: Incident,
  before: Upstream,
  after: Upstream,
  now: number,
): TimelineEntry[] {
  if (incident.state === 'resolved') return [];
  const say = (kind: TimelineEntry['kind'], text: string): TimelineEntry => ({
    incidentId: incident.id,
    at: now,
    kind,
    text,
  });
  const known = new Set(before.suppressed.map(identity));
  const still = new Set(after.suppressed.map(identity));
  return [
    ...before.suppressed
      .filter((one) => !still.has(identity(one)))
      .map((one) => say('unsilenced', over(one))),
    ...after.suppressed
      .filter((one) => !known.has(identity(one)))
      .map((one) => say('silenced', begun(one, incident))),
  ];
}

/** A silence that is extended or edited is told again. */
function identity(suppression: Suppression): string {
  if (suppression.by === 'inhibition') return `inhibition ${suppression.inhibitors.join(' ')}`;
  return canonicalJson({ ...suppression, alertCount: 0 });
}

function begun(suppression: Suppression, { firingCount }: Incident): string {
  const which =
    suppression.alertCount >= firingCount ? '' : `${suppression.alertCount} of ${firingCount} alerts: `;
  if (suppression.by === 'inhibition') {
    return `${which}Inhibited in Alertmanager by ${suppression.inhibitors.join(', ')}`;
  }
  const why = suppression.comment === '' ? 'no reason given' : suppression.comment;
  const until = `${new Date(suppression.endsAt).toISOString().slice(0, 10)} ${utcTime(suppression.endsAt)}`;
  return `${which}Silenced in Alertmanager by ${suppression.createdBy} until ${until}: ${why}`;
}

function over(suppression: Suppression): string {
  return suppression.by === 'inhibition'
    ? 'No longer inhibited in Alertmanager'
    : `The silence by ${suppression.createdBy} no longer holds`;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
