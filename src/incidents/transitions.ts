import type { AuditEntry } from '../model/audit-record.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import { incidentName, type Incident } from '../model/incident.ts';
import type { TimelineEntry } from '../model/timeline.ts';
import type { DueMark } from '../store/store.ts';
import { firstLookAfterEndMs } from './look-again.ts';
import { defaultCloseAfterMs } from './intake-options.ts';

/** Who moves an incident. */
export interface Who {
  /** The Slack user. */
  person: string;
  /** The mapped Kubernetes user. */
  user?: string;
}

/** The incident as it should be written (version as read), with what belongs to the same transaction. */
export interface Moved {
  incident: Incident;
  timeline: readonly TimelineEntry[];
  audit: readonly AuditEntry[];
  due: readonly DueMark[];
}

/** Nothing changes: the input came too late. A sentence for the person, plain text. */
export interface Late {
  late: string;
}

/** Somebody takes the incident. A second person takes it over; nobody un-resolves it by acknowledging. */
export function acknowledge(incident: Incident, who: Who, now: number): Moved | Late {
  const name = incidentName(incident);
  if (isOver(incident)) {
    return { late: `${name} was resolved ${ago(incident, now)}; acknowledging it changes nothing.` };
  }
  if (incident.state === 'acknowledged' && incident.acknowledgedBy === who.person) {
    return { late: `You acknowledged ${name} ${ago(incident, now)} already.` };
  }
  const takesOver = incident.state === 'acknowledged';
  return {
    incident: {
      ...incident,
      state: 'acknowledged',
      stateSince: now,
      acknowledgedBy: who.person,
      acknowledgedCount: Math.max(1, incident.firingCount),
    },
    timeline: [said(incident, 'acknowledged', takesOver ? 'Taken over' : 'Acknowledged', who, now)],
    audit: [recorded(incident, 'acknowledged', { takesOver }, who, now)],
    due: [],
  };
}

/** Resolved by hand: holds until an alert refires, a new one starts, or the severity rises. */
export function resolveByHand(
  incident: Incident,
  who: Who,
  now: number,
  closeAfterMs: number = defaultCloseAfterMs,
): Moved | Late {
  if (isOver(incident)) {
    return { late: `${incidentName(incident)} was resolved ${ago(incident, now)} already.` };
  }
  const { acknowledgedBy, acknowledgedCount, ...rest } = incident;
  const firing = incident.firingCount;
  const still =
    firing === 0 ? '' : `, while ${firing} alert${firing === 1 ? ' still fires' : 's still fire'}`;
  return {
    incident: {
      ...rest,
      state: 'resolved',
      stateSince: now,
      resolveReason: 'by-hand',
      resolvedBy: who.person,
    },
    timeline: [said(incident, 'resolved', `Resolved by hand${still}`, who, now)],
    audit: [
      recorded(
        incident,
        'resolved',
        {
          byHand: true,
          firing,
          acknowledgedBy: acknowledgedBy ?? null,
          acknowledgedCount: acknowledgedCount ?? 0,
        },
        who,
        now,
      ),
    ],
    due: [
      { kind: 'close', key: incident.id, inMs: closeAfterMs },
      { kind: 'enrich', key: incident.id, inMs: firstLookAfterEndMs },
    ],
  };
}

/** After the quiet time: alerts that come now open a new incident. Late when it is open again or closed already. */
export function close(incident: Incident, now: number): Moved | Late {
  if (incident.state === 'closed') return { late: `${incidentName(incident)} is closed already.` };
  if (incident.state !== 'resolved') return { late: `${incidentName(incident)} is open again.` };
  const text = `Closed: resolved for ${durationInWords(now - incident.stateSince)}`;
  return {
    incident: { ...incident, state: 'closed', stateSince: now },
    timeline: [{ incidentId: incident.id, at: now, kind: 'closed', text }],
    audit: [],
    due: [],
  };
}

function isOver(incident: Incident): boolean {
  return incident.state === 'resolved' || incident.state === 'closed';
}

function ago(incident: Incident, now: number): string {
  return `${durationInWords(now - incident.stateSince)} ago`;
}

function said(
  incident: Incident,
  kind: TimelineEntry['kind'],
  text: string,
  who: Who,
  now: number,
): TimelineEntry {
  return { incidentId: incident.id, at: now, kind, text, person: who.person };
}

function recorded(
  incident: Incident,
  kind: AuditEntry['kind'],
  data: AuditEntry['data'],
  who: Who,
  now: number,
): AuditEntry {
  return {
    at: now,
    kind,
    actor: who.person,
    ...(who.user === undefined ? {} : { user: who.user }),
    incidentId: incident.id,
    data: { from: incident.state, ...data },
  };
}
