import { alertIdentity, alertName, type Alert } from '../model/alert.ts';
import type { Incident, IncidentSnapshot } from '../model/incident.ts';
import { severityRank } from '../model/severity.ts';
import { isFolded } from '../model/folded.ts';
import { utcTime } from '../model/utc-time.ts';
import type { AuditEntry } from '../model/audit-record.ts';
import type { TimelineEntry } from '../model/timeline.ts';
import type { DueMark, Effects, MessageWanted } from '../store/store.ts';
import { alertList, fires } from './alert-list.ts';
import { isNowFiring, placesOf, severityOf, surestSubject, type Belonging } from './belonging.ts';
import { chooseSubject } from './choose-subject.ts';
import { bot, defaultCloseAfterMs, type IntakeOptions } from './intake-options.ts';
import { firstLookAfterEndMs } from './look-again.ts';
import { incidentTitle } from './title.ts';
import { quietSentence, wake, wakeSentences } from './wake.ts';

/** What news about its alerts makes of an incident that is not closed; see DESIGN, "The two machines". */
export function advanceIncident(
  snapshot: IncidentSnapshot,
  belongings: readonly Belonging[],
  options: IntakeOptions,
  /** The open incident that this one is part of. */
  parent?: Incident,
): { incident: Incident; effects: Effects } {
  const before = snapshot.incident;
  const alerts = alertsAfter(snapshot.alerts, belongings);
  const firing = alerts.filter((alert) => alert.status === 'firing');
  const joined = belongings.filter(({ news }) => isNowFiring(news));
  const unknown = unknownAmong(belongings, snapshot.alerts);
  const after = advanced(before, { alerts, unknown, firing, joined, belongings }, options.now);
  const story = tell(before, after, belongings, options);
  const news = wake({
    before,
    after,
    newPlaces: newPlaces(snapshot.alerts, joined, options),
    joined: joined.length > 0,
  });
  // The storm's card stands for it; whether it gets one of its own is decided where all of them are counted.
  const quiet = isFolded(before) || (parent !== undefined && news?.reason !== 'severity');
  const shout = quiet ? undefined : news;
  if (shout?.reason === 'doubled') after.acknowledgedCount = after.firingCount;
  const messages = messagesFor(before, after, joined, shout);
  story.timeline.push(...tellWaking(before, after, joined, shout, options.now, parent));
  const due = dueFor(before, after, snapshot.alerts, joined, options);
  return { incident: after, effects: { ...story, due, messages } };
}

/** The snapshot holds only the newest occurrences; news about an older one says whose it is. */
function unknownAmong(belongings: readonly Belonging[], known: readonly Alert[]): number {
  const identities = new Set(known.map(alertIdentity));
  const fresh = belongings.filter(({ news }) => news.incidentId === undefined);
  return new Set(fresh.map(({ news }) => alertIdentity(news.alert)).filter((one) => !identities.has(one)))
    .size;
}

function alertsAfter(before: readonly Alert[], belongings: readonly Belonging[]): Alert[] {
  const alerts = new Map(before.map((alert) => [alertIdentity(alert), alert]));
  for (const { news } of belongings) alerts.set(alertIdentity(news.alert), news.alert);
  return [...alerts.values()];
}

function advanced(
  before: Incident,
  now: {
    alerts: readonly Alert[];
    /** How many of the occurrences were not on record. */
    unknown: number;
    firing: readonly Alert[];
    joined: readonly Belonging[];
    belongings: readonly Belonging[];
  },
  at: number,
): Incident {
  const named = surestSubject(before, now.belongings);
  const rise = severityOf(now.firing);
  const after: Incident = {
    ...before,
    ...named,
    clusterKnown: before.clusterKnown && now.belongings.every(({ chosen }) => chosen.clusterKnown),
    title: incidentTitle(named.subject, now.firing.length > 0 ? now.firing : now.alerts),
    severity: severityRank(rise) > severityRank(before.severity) ? rise : before.severity,
    firingCount: now.firing.length,
    alertCount: before.alertCount + now.unknown,
  };
  if (before.state === 'resolved') {
    if (reopens(before, after, now.joined)) reopen(after, rise, at);
  } else if (now.firing.length === 0) {
    after.state = 'resolved';
    after.stateSince = at;
    after.resolveReason = unlistedSince(now.belongings) === undefined ? 'alerts-resolved' : 'not-listed';
    delete after.acknowledgedBy;
    delete after.acknowledgedCount;
  }
  return after;
}

/** A resolution by hand holds until an alert refires, one starts that the person could not know of, or severity rises. */
function reopens(before: Incident, after: Incident, joined: readonly Belonging[]): boolean {
  if (joined.length === 0) return false;
  if (before.resolveReason !== 'by-hand') return true;
  if (severityRank(after.severity) > severityRank(before.severity)) return true;
  return joined.some(({ news }) => news.kind === 'refired' || news.alert.startsAt > before.stateSince);
}

function reopen(after: Incident, severity: Incident['severity'], at: number): void {
  after.state = 'firing';
  after.stateSince = at;
  after.reopenedCount += 1;
  after.severity = severity;
  delete after.resolveReason;
  delete after.resolvedBy;
}

function tell(
  before: Incident,
  after: Incident,
  belongings: readonly Belonging[],
  { now }: IntakeOptions,
): { timeline: TimelineEntry[]; audit: AuditEntry[] } {
  const timeline: TimelineEntry[] = [];
  const audit: AuditEntry[] = [];
  const say = (kind: TimelineEntry['kind'], text: string): void => {
    timeline.push({ incidentId: before.id, at: now, kind, text });
  };
  const record = (kind: AuditEntry['kind'], text: string): void => {
    audit.push({ at: now, kind, actor: bot, incidentId: before.id, data: { text } });
  };
  const joined = belongings.filter(({ news }) => isNowFiring(news)).map(({ news }) => news.alert);
  const ended = belongings
    .filter(({ news }) => news.kind === 'ended' && news.unlistedSince === undefined)
    .map(({ news }) => news.alert);
  if (ended.length > 0) say('alert-resolved', `${alertList(ended)} resolved`);
  const since = unlistedSince(belongings);
  if (since !== undefined) {
    const gone = belongings.filter(({ news }) => news.unlistedSince !== undefined);
    const names = alertList(gone.map(({ news }) => news.alert));
    say('alert-resolved', `Alertmanager no longer lists ${names} since ${utcTime(since)}`);
  }
  if (after.reopenedCount > before.reopenedCount) {
    const again = belongings.some(({ news }) => news.kind === 'refired') ? ' again' : '';
    const text = `Reopened: ${alertList(joined)} ${fires(joined)}${again}`;
    say('reopened', text);
    record('reopened', text);
  } else if (joined.length > 0) {
    say('alert-joined', `${alertList(joined)} ${fires(joined)} too`);
    if (severityRank(after.severity) > severityRank(before.severity)) {
      say('severity-raised', `Severity rose from ${before.severity} to ${after.severity}`);
    }
  }
  if (after.state === 'resolved' && before.state !== 'resolved') {
    const all = after.alertCount === 1 ? 'Its alert is' : `All ${after.alertCount} alerts are`;
    const text =
      since === undefined
        ? `${all} resolved`
        : `${all} over: Alertmanager no longer lists ${after.alertCount === 1 ? 'it' : 'them'} since ${utcTime(since)}`;
    say('resolved', text);
    record('resolved', text);
  }
  return { timeline, audit };
}

/** Why the channel was woken, or not: what `/mw why` answers from. */
function tellWaking(
  before: Incident,
  after: Incident,
  joined: readonly Belonging[],
  shout: ReturnType<typeof wake>,
  now: number,
  parent: Incident | undefined,
): TimelineEntry[] {
  const entry = { incidentId: before.id, at: now };
  if (shout !== undefined) return [{ ...entry, kind: 'woken', text: wakeSentences[shout.reason] }];
  if (joined.length === 0) return [];
  return [{ ...entry, kind: 'kept-quiet', text: quietSentence(before, after, parent) }];
}

/** Since when Alertmanager lists the last of the alerts no more that end by that alone. */
function unlistedSince(belongings: readonly Belonging[]): number | undefined {
  const times = belongings.flatMap(({ news }) => news.unlistedSince ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

function newPlaces(before: readonly Alert[], joined: readonly Belonging[], options: IntakeOptions): string[] {
  const known = new Set(before.flatMap((alert) => placesOf(alert, chooseSubject(alert, options).subject)));
  const kinds = new Set([...known].map(placeKind));
  const named = joined.flatMap(({ news, chosen }) => placesOf(news.alert, chosen.subject));
  // The first node that is named at all is no spreading.
  return [...new Set(named)].filter((place) => !known.has(place) && kinds.has(placeKind(place))).sort();
}

function placeKind(place: string): string {
  return place.slice(0, place.indexOf(' '));
}

function messagesFor(
  before: Incident,
  after: Incident,
  joined: readonly Belonging[],
  shout: ReturnType<typeof wake>,
): MessageWanted[] {
  const { id, channel } = after;
  const messages: MessageWanted[] = [];
  if (isFolded(before)) return messages;
  // An incident that was over from the start has no card yet.
  if (after.state !== 'resolved') messages.push({ id: `card/${id}`, kind: 'card', channel, incidentId: id });
  if (shout !== undefined) {
    const count = shout.reason === 'reopened' ? after.reopenedCount : after.alertCount;
    messages.push({
      id: `wake/${id}/${shout.reason}-${count}`,
      kind: 'wake',
      channel,
      incidentId: id,
      text: shout.text,
    });
  } else if (before.state === 'acknowledged' && joined.length > 0) {
    const alerts = joined.map(({ news }) => news.alert);
    messages.push({
      id: `note/${id}/joined-${after.alertCount}`,
      kind: 'note',
      channel,
      incidentId: id,
      threadOf: `card/${id}`,
      text: `${alertList(alerts)} ${fires(alerts)} too`,
    });
  }
  return messages;
}

function dueFor(
  before: Incident,
  after: Incident,
  alerts: readonly Alert[],
  joined: readonly Belonging[],
  options: IntakeOptions,
): DueMark[] {
  const names = new Set(alerts.map(alertName));
  const newKinds = joined.some(({ news }) => !names.has(alertName(news.alert)));
  const due: DueMark[] = [];
  const looksAgain = after.reopenedCount > before.reopenedCount || newKinds;
  if (looksAgain && !isFolded(before)) due.push({ kind: 'enrich', key: after.id });
  if (after.state === 'resolved' && before.state !== 'resolved') {
    due.push({ kind: 'close', key: after.id, inMs: options.closeAfterMs ?? defaultCloseAfterMs });
    // Resolved is not healthy.
    if (!isFolded(before)) due.push({ kind: 'enrich', key: after.id, inMs: firstLookAfterEndMs });
  }
  return due;
}
