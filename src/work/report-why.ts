import { chooseSubject, type ClusterNames } from '../incidents/choose-subject.ts';
import { isNoise } from '../incidents/noise.ts';
import type { Alert } from '../model/alert.ts';
import type { Answer } from '../model/answer.ts';
import { incidentName, incidentStateWords, type Incident, type IncidentSnapshot } from '../model/incident.ts';
import type { MessageRecord } from '../model/message.ts';
import { fullReference } from '../model/object-reference.ts';
import { subjectReasons } from '../model/subject.ts';
import type { TimelineEntry, TimelineKind } from '../model/timeline.ts';
import type { Store } from '../store/store.ts';
import { escapeText } from './escape-text.ts';

/** The entries that say why somebody was woken, or not. */
const telling: ReadonlySet<TimelineKind> = new Set<TimelineKind>([
  'opened',
  'alert-joined',
  'alert-resolved',
  'severity-raised',
  'woken',
  'kept-quiet',
  'silenced',
  'unsilenced',
  'acknowledged',
  'resolved',
  'reopened',
  'closed',
]);
const mostEntries = 15;
const mostOccurrences = 5;
/** Slack takes 3,000 characters a section. */
const mostCharacters = 2_800;

export interface WhyIncident {
  snapshot: IncidentSnapshot;
  timeline: readonly TimelineEntry[];
  messages: readonly MessageRecord[];
}

/** `/mw why INC-12`: how it came to be, what woke the channel and what did not, from the record. */
export function whyIncident(why: WhyIncident, clusters: ClusterNames): Answer {
  const { incident, alerts } = why.snapshot;
  return {
    text: fitted([
      `*${incidentName(incident)}* ${escapeText(incident.title)}: ${incidentStateWords[incident.state]}`,
      `About ${escapeText(fullReference(incident.subject))}, because ${subjectReasons[incident.subjectReason]}. Alerts with the key \`${escapeText(incident.key)}\` join it.`,
      ...joinedBy(alerts, clusters),
      messagesLine(why.messages),
      ...entriesOf(why.timeline),
    ]),
  };
}

/** What Alertmanager's API says right now; sentences, foreign text not escaped. */
export type UpstreamSentences = readonly string[];

/** `/mw why KubePodCrashLooping`: received, recognised as a repetition, noise, joined, woken; or not known at all. */
export function whyAlert(
  name: string,
  found: Awaited<ReturnType<Store['findAlertsByName']>>,
  incidents: ReadonlyMap<string, WhyIncident>,
  upstream: UpstreamSentences,
  clusters: ClusterNames,
): Answer {
  const title = `*${escapeText(name)}*`;
  const lines = [receivedLine(title, found)];
  if (isNoise({ labels: { alertname: name } })) {
    lines.push(
      'It fires by design and names nothing ill: it never opens an incident and never wakes anybody.',
    );
  } else if (found.alerts.length === 0) {
    lines.push(
      found.deliveries === 0
        ? 'Alertmanager has not sent it here: look at its route and receiver, at `group_wait`, and at silences and inhibitions that held before its first notification.'
        : 'It is being worked on: ask again in a moment.',
    );
  }
  for (const alert of found.alerts.slice(0, mostOccurrences)) {
    lines.push(occurrenceLine(alert, incidents.get(alert.incidentId)?.snapshot.incident, clusters));
  }
  if (found.alerts.length > mostOccurrences) {
    lines.push(`… and ${found.alerts.length - mostOccurrences} earlier ones.`);
  }
  lines.push(...upstream.map(escapeText));
  const [newest] = incidents.values();
  if (newest !== undefined) {
    lines.push(`*${incidentName(newest.snapshot.incident)}*: ${messagesLine(newest.messages)}`);
    lines.push(...entriesOf(newest.timeline));
  }
  return { text: fitted(lines) };
}

function receivedLine(
  title: string,
  { deliveries, lastReceivedAt, searchedDeliveries, alerts }: Awaited<ReturnType<Store['findAlertsByName']>>,
): string {
  if (deliveries === 0 || lastReceivedAt === undefined) {
    return `${title} is in none of the newest ${searchedDeliveries} deliveries.`;
  }
  const times = deliveries === 1 ? 'one delivery' : `${deliveries} deliveries`;
  const repeats =
    deliveries > alerts.length && alerts.length > 0
      ? ' Repeated ones are known by fingerprint and start, and change nothing.'
      : '';
  return `${title} came in ${times}, last ${date(lastReceivedAt)}.${repeats}`;
}

function occurrenceLine(alert: Alert, incident: Incident | undefined, clusters: ClusterNames): string {
  const { reason } = chooseSubject(alert, clusters);
  const state =
    alert.status === 'firing'
      ? 'fires'
      : alert.endInferred === true
        ? `over, not listed by Alertmanager since ${date(alert.endsAt ?? alert.startsAt)}`
        : `over since ${date(alert.endsAt ?? alert.startsAt)}`;
  const home =
    incident === undefined
      ? 'of an incident that is gone'
      : `in ${incidentName(incident)} (${incidentStateWords[incident.state]})`;
  return `• started ${date(alert.startsAt)}, ${state}, ${home}: ${subjectReasons[reason]}`;
}

/** By which rule its alerts came together, the commonest first. */
function joinedBy(alerts: readonly Alert[], clusters: ClusterNames): string[] {
  const counts = new Map<string, number>();
  for (const alert of alerts) {
    const sentence = subjectReasons[chooseSubject(alert, clusters).reason];
    counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 4)
    .map(([sentence, count]) => `• ${count} ${count === 1 ? 'alert' : 'alerts'}: ${sentence}`);
}

function messagesLine(messages: readonly MessageRecord[]): string {
  const card = messages.find(({ kind }) => kind === 'card');
  const wakes = messages.filter(({ kind }) => kind === 'wake').length;
  const notes = messages.filter(({ kind }) => kind === 'note').length;
  if (card === undefined) return 'It has no card: its alerts were over before they arrived.';
  const shown =
    card.state === 'shown' ? 'The card was posted' : `The card is not in Slack yet (${card.state})`;
  return `${shown}; the channel was woken again ${wakes} times; ${notes} quiet lines went to the thread.`;
}

function entriesOf(timeline: readonly TimelineEntry[]): string[] {
  return timeline
    .filter(({ kind }) => telling.has(kind))
    .slice(-mostEntries)
    .map(({ at, text, person }) => {
      const who = person === undefined ? '' : ` by <@${person}>`;
      return `${date(at)} ${escapeText(text)}${who}`;
    });
}

/** The first lines answer the question; what is cut is the middle of the story. */
function fitted(lines: readonly string[]): string {
  let kept = [...lines];
  while (kept.length > 4 && kept.join('\n').length > mostCharacters) {
    kept = [...kept.slice(0, 3), ...kept.slice(4)];
  }
  return kept.join('\n').slice(0, mostCharacters);
}

/** Slack shows it in the reader's own zone. */
function date(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${new Date(at).toISOString()}>`;
}
