import type { Incident, IncidentSnapshot } from '../model/incident.ts';
import type { Effects, IntakeDecision, IntakeView } from '../store/store.ts';
import { advanceIncident } from './advance-incident.ts';
import { isNowFiring, type Belonging } from './belonging.ts';
import { chooseSubject } from './choose-subject.ts';
import { earlierIncident } from './earlier-incident.ts';
import { incidentKey } from './incident-key.ts';
import type { IntakeOptions } from './intake-options.ts';
import { isOpen, linkToNodes } from './link-incidents.ts';
import { isNoise } from './noise.ts';
import { occurrenceNews, type KnownAlert } from './occurrences.ts';
import { openIncident } from './open-incident.ts';

/**
 * Which incident each alert of a delivery belongs to, and what that makes of the incidents. Pure: the same view and
 * options give the same decision. Only what the delivery says of an alert counts: not the group's status (computed after
 * truncation), and never that an alert is missing from it.
 */
export function correlate(view: IntakeView, options: IntakeOptions): IntakeDecision {
  const byId = new Map(view.incidents.map((snapshot) => [snapshot.incident.id, snapshot]));
  const openByKey = new Map<string, IncidentSnapshot>();
  const closedByKey = new Map<string, Incident>();
  for (const snapshot of view.incidents) {
    const { incident } = snapshot;
    if (incident.state !== 'closed') openByKey.set(incident.key, snapshot);
    else if (incident.number > (closedByKey.get(incident.key)?.number ?? 0))
      closedByKey.set(incident.key, incident);
  }
  const alerts: KnownAlert[] = [];
  const ofIncident = new Map<IncidentSnapshot, Belonging[]>();
  const ofNewKey = new Map<string, Belonging[]>();
  const heard = view.delivery.alerts.filter((alert) => !isNoise(alert, options));
  for (const news of occurrenceNews(heard, view.known)) {
    const chosen = chooseSubject(news.alert, options);
    const belonging: Belonging = { news, chosen };
    const key = incidentKey(chosen.subject, news.alert);
    const own = news.incidentId === undefined ? undefined : byId.get(news.incidentId);
    // It fires on after all (its end was only concluded), but its incident is history: as if it were new.
    const again = own?.incident.state === 'closed' && isNowFiring(news);
    const home = news.incidentId === undefined || again ? openByKey.get(key) : own;
    if (home !== undefined) {
      if (home.incident.state !== 'closed') add(ofIncident, home, belonging);
      alerts.push({ ...news.alert, incidentId: home.incident.id });
    } else if (news.incidentId !== undefined && !again) {
      // It ended in an incident that is closed and gone from the view: only the record is put right.
      alerts.push({ ...news.alert, incidentId: news.incidentId });
    } else {
      add(ofNewKey, key, belonging);
    }
  }
  const opened: Incident[] = [];
  const changed: Incident[] = [];
  const effects: Effects[] = [];
  for (const [key, belongings] of ofNewKey) {
    const one = openIncident(key, belongings, options, earlierIncident(closedByKey.get(key)));
    opened.push(one.incident);
    effects.push(one.effects);
    for (const { news } of belongings) alerts.push({ ...news.alert, incidentId: one.incident.id });
  }
  for (const [snapshot, belongings] of ofIncident) {
    const one = advanceIncident(snapshot, belongings, options, parentOf(snapshot.incident, byId));
    changed.push(one.incident);
    effects.push(one.effects);
  }
  return linkToNodes({ alerts, opened, changed, ...together(effects) }, view, options.now);
}

/** The open incident that explains it: the view holds it. */
function parentOf({ partOf }: Incident, byId: ReadonlyMap<string, IncidentSnapshot>): Incident | undefined {
  const parent = partOf === undefined ? undefined : byId.get(partOf.id)?.incident;
  return parent !== undefined && isOpen(parent) ? parent : undefined;
}

function add<Key>(map: Map<Key, Belonging[]>, key: Key, belonging: Belonging): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [belonging]);
  else there.push(belonging);
}

function together(effects: readonly Effects[]): Required<Effects> {
  return {
    timeline: effects.flatMap((one) => one.timeline ?? []),
    audit: effects.flatMap((one) => one.audit ?? []),
    due: effects.flatMap((one) => one.due ?? []),
    messages: effects.flatMap((one) => one.messages ?? []),
  };
}
