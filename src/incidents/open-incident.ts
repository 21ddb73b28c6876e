import type { EarlierIncident } from '../model/incident-link.ts';
import type { Incident } from '../model/incident.ts';
import { readSeverity, severityRank } from '../model/severity.ts';
import type { Effects } from '../store/store.ts';
import { alertList, fires } from './alert-list.ts';
import { isNowFiring, severityOf, surestSubject, type Belonging } from './belonging.ts';
import { bot, defaultCloseAfterMs, type IntakeOptions } from './intake-options.ts';
import { incidentTitle } from './title.ts';

/**
 * A new incident for alerts that belong to none. If all of them were over before we heard of them, it is resolved from
 * the start and shows no card: it only remembers them, so that a delivery that comes late opens nothing.
 */
export function openIncident(
  key: string,
  belongings: readonly Belonging[],
  options: IntakeOptions,
  earlier?: EarlierIncident,
): { incident: Incident; effects: Effects } {
  const { now } = options;
  const alerts = belongings.map(({ news }) => news.alert);
  const firing = belongings.filter(({ news }) => isNowFiring(news)).map(({ news }) => news.alert);
  const telling = firing.length > 0 ? firing : alerts;
  const [gravest] = telling.toSorted(
    (one, other) =>
      severityRank(readSeverity(other.labels['severity'])) -
      severityRank(readSeverity(one.labels['severity'])),
  );
  const { subject, subjectReason } = surestSubject(undefined, belongings);
  const incident: Incident = {
    id: options.newId(),
    number: 0,
    key,
    cluster: subject.cluster,
    clusterKnown: belongings.every(({ chosen }) => chosen.clusterKnown),
    subject,
    subjectReason,
    title: incidentTitle(subject, telling),
    severity: severityOf(telling),
    state: firing.length > 0 ? 'firing' : 'resolved',
    stateSince: now,
    openedAt: now,
    ...(firing.length > 0 ? {} : { resolveReason: 'alerts-resolved' as const }),
    firingCount: firing.length,
    alertCount: alerts.length,
    reopenedCount: 0,
    ...(earlier === undefined ? {} : { earlier }),
    channel: options.channelFor(gravest?.labels ?? {}),
    version: 0,
  };
  return {
    incident,
    effects: firing.length > 0 ? openedFiring(incident, firing, now) : openedOver(incident, options),
  };
}

function openedFiring(
  incident: Incident,
  firing: readonly Belonging['news']['alert'][],
  now: number,
): Effects {
  const { earlier } = incident;
  const again = earlier === undefined ? '' : `; the last one of this object was INC-${earlier.number}`;
  const text = `${alertList(firing)} ${fires(firing)}${again}`;
  return {
    timeline: [{ incidentId: incident.id, at: now, kind: 'opened', text }],
    audit: [
      {
        at: now,
        kind: 'incident-opened',
        actor: bot,
        incidentId: incident.id,
        data: { key: incident.key, text },
      },
    ],
    due: [{ kind: 'enrich', key: incident.id }],
    messages: [
      { id: `card/${incident.id}`, kind: 'card', channel: incident.channel, incidentId: incident.id },
    ],
  };
}

function openedOver(incident: Incident, { now, closeAfterMs }: IntakeOptions): Effects {
  const text = 'Its alerts were over before they arrived';
  return {
    timeline: [{ incidentId: incident.id, at: now, kind: 'opened', text }],
    audit: [
      {
        at: now,
        kind: 'incident-opened',
        actor: bot,
        incidentId: incident.id,
        data: { key: incident.key, text },
      },
    ],
    due: [{ kind: 'close', key: incident.id, inMs: closeAfterMs ?? defaultCloseAfterMs }],
  };
}
