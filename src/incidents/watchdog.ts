import { createHash } from 'node:crypto';
import type { Alert } from '../model/alert.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import type { Incident, IncidentSnapshot } from '../model/incident.ts';
import { utcTime } from '../model/utc-time.ts';
import { watchdogKey, type Watchdog } from '../model/watchdog.ts';
import type { IntakeDecision } from '../store/store.ts';
import { advanceIncident } from './advance-incident.ts';
import { chooseSubject } from './choose-subject.ts';
import type { IntakeOptions } from './intake-options.ts';
import type { OccurrenceNews } from './occurrences.ts';
import { openIncident } from './open-incident.ts';

/** How many gaps are remembered: the shortest of them is the period, so that one outage does not stretch it. */
const mostGaps = 3;
/** Each Prometheus of a sender has one, and again one after its labels changed. */
const mostFingerprints = 10;
/** A second replica's copy comes within seconds (cluster.peer-timeout is 15 s) and says nothing of the period. */
const shortestGapMs = 30_000;

export function isWatchdog(alert: Pick<Alert, 'labels'>): boolean {
  return alert.labels['alertname'] === 'Watchdog';
}

/**
 * It came: by a webhook (`period` and the alerts' fingerprints are learned from it), or Alertmanager lists it as fresh. The
 * same one told twice changes nothing.
 */
export function watchdogHeard(
  before: Watchdog | undefined,
  heard: Pick<Watchdog, 'source' | 'cluster' | 'fingerprints'> & { at: number; from: 'webhook' | 'list' },
): Watchdog {
  const { source, cluster, at } = heard;
  if (before !== undefined && at <= before.heardAt) return before;
  const all = new Set([...(heard.fingerprints ?? []), ...(before?.fingerprints ?? [])]);
  const known = all.size === 0 ? {} : { fingerprints: [...all].slice(0, mostFingerprints) };
  if (before === undefined) return { source, cluster, heardAt: at, gaps: [], ended: false, ...known };
  const gap = at - before.heardAt;
  const learns = heard.from === 'webhook' && gap >= shortestGapMs && !before.ended;
  const gaps = learns ? [gap, ...before.gaps].slice(0, mostGaps) : before.gaps;
  return { source, cluster, heardAt: at, gaps, ended: false, ...known };
}

/** For how long it may be quiet. Milliseconds. */
export function watchdogLimit({ gaps }: Watchdog, quietAfterMs: number): number {
  return gaps.length === 0 ? quietAfterMs : Math.max(quietAfterMs, 2 * Math.min(...gaps));
}

/** Of its own: no alert of Prometheus gets into it. */
export function watchdogIncidentKey(watchdog: Watchdog): string {
  return `${encodeURIComponent(watchdog.cluster)}//Cluster/Watchdog/${watchdogKey(watchdog)}`;
}

export interface WatchdogOptions extends IntakeOptions {
  quietAfterMs: number;
  /** Since when the bot runs: while it did not, nobody could tell it anything. */
  startedAt: number;
}

export interface WatchdogDecision {
  decision?: IntakeDecision;
  /** When to look again. Milliseconds. */
  againInMs: number;
}

/**
 * Whether monitoring is blind, and what that makes of the incident that says so. `snapshot` is the newest of the key,
 * closed or not. One outage is told once, also after somebody resolved it by hand. Pure.
 */
export function judgeWatchdog(
  watchdog: Watchdog,
  snapshot: IncidentSnapshot | undefined,
  options: WatchdogOptions,
): WatchdogDecision {
  const limit = watchdogLimit(watchdog, options.quietAfterMs);
  const quietEndsAt = Math.max(watchdog.heardAt, options.startedAt) + limit;
  const blind = watchdog.ended || options.now >= quietEndsAt;
  const firing = snapshot?.alerts.find((alert) => alert.status === 'firing');
  if (!blind) {
    const againInMs = quietEndsAt - options.now;
    if (snapshot === undefined || firing === undefined) return { againInMs };
    return { decision: sees(watchdog, snapshot, firing, options), againInMs };
  }
  const told = snapshot?.alerts.some((alert) => alert.startsAt === watchdog.heardAt) ?? false;
  // An outage that was told before and whose end nobody saw (the bot was down): it goes on.
  if (told || firing !== undefined) return { againInMs: limit };
  return { decision: goesBlind(watchdog, snapshot, options), againInMs: limit };
}

function goesBlind(
  watchdog: Watchdog,
  snapshot: IncidentSnapshot | undefined,
  options: WatchdogOptions,
): IntakeDecision {
  const alert = blindAlert(watchdog);
  const chosen = chooseSubject(alert, options);
  const title = `Monitoring is blind since ${utcTime(watchdog.heardAt)}: no Watchdog from ${named(watchdog)}`;
  if (snapshot === undefined || snapshot.incident.state === 'closed') {
    const news: OccurrenceNews = { alert, kind: 'started' };
    const { incident, effects } = openIncident(watchdogIncidentKey(watchdog), [{ news, chosen }], options);
    const opened: Incident = { ...incident, title, openedAt: watchdog.heardAt };
    const timeline = (effects.timeline ?? []).map((entry) => ({ ...entry, text: title }));
    return {
      alerts: [{ ...alert, incidentId: incident.id }],
      opened: [opened],
      changed: [],
      ...effects,
      timeline,
    };
  }
  const news: OccurrenceNews = { alert, kind: 'refired' };
  const { incident, effects } = advanceIncident(snapshot, [{ news, chosen }], options);
  const messages = (effects.messages ?? []).map((message) =>
    message.kind === 'wake' ? { ...message, text: title } : message,
  );
  return {
    alerts: [{ ...alert, incidentId: incident.id }],
    opened: [],
    changed: [{ ...incident, title }],
    ...effects,
    messages,
  };
}

function sees(
  watchdog: Watchdog,
  snapshot: IncidentSnapshot,
  firing: Alert,
  options: IntakeOptions,
): IntakeDecision {
  const alert: Alert = { ...firing, status: 'resolved', endsAt: watchdog.heardAt };
  const news: OccurrenceNews = { alert, kind: 'ended' };
  const belonging = { news, chosen: chooseSubject(alert, options) };
  const { incident, effects } = advanceIncident(snapshot, [belonging], options);
  const lasted = durationInWords(watchdog.heardAt - firing.startsAt);
  const text = `Monitoring sees again: Watchdog from ${named(watchdog)} is back after ${lasted}`;
  const title = `Monitoring was blind from ${utcTime(firing.startsAt)} to ${utcTime(watchdog.heardAt)}: no Watchdog from ${named(watchdog)}`;
  const { id, channel } = incident;
  const note = { id: `note/${id}/sees-${watchdog.heardAt}`, kind: 'note', channel, incidentId: id } as const;
  return {
    alerts: [{ ...alert, incidentId: id }],
    opened: [],
    changed: [{ ...incident, title }],
    ...effects,
    messages: [...(effects.messages ?? []), { ...note, threadOf: `card/${id}`, text }],
  };
}

/** An alert that nobody sent, so that card, timeline, runbook and audit work as for any other. */
function blindAlert(watchdog: Watchdog): Alert {
  const name = watchdogIncidentKey(watchdog);
  return {
    source: watchdog.source,
    fingerprint: createHash('sha256').update(name).digest('hex').slice(0, 16),
    startsAt: watchdog.heardAt,
    endsAt: null,
    status: 'firing',
    labels: { alertname: 'MonitoringBlind', severity: 'critical', cluster: watchdog.cluster },
    annotations: {
      summary: `Nothing that breaks since ${utcTime(watchdog.heardAt)} may reach this channel: the alert that always fires has stopped coming from ${named(watchdog)}.`,
    },
    generatorUrl: '',
  };
}

/** Foreign text. */
function named({ source, cluster }: Watchdog): string {
  return `${source} for ${cluster}`.slice(0, 120);
}
