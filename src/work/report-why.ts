import { chooseSubject, type ClusterNames } from '../incidents/choose-subject.ts';
import { isNoise, type NoiseNames } from '../incidents/noise.ts';
import type { Alert } from '../model/alert.ts';
import type { Answer } from '../model/answer.ts';
import { incidentName, incidentStateWords, type Incident, type IncidentSnapshot } from '../model/incident.ts';
import { linkReasons } from '../model/incident-link.ts';
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
  'folded',
  'unfolded',
  'silenced',
  'unsilenced',
  'lost-upstream',
  'linked',
  'acknowledged',
  'resolved',
  'still-ill',
  'reopened',
  'closed',
]);
const mostEntries = 15;
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
      ...relatives(why.snapshot),
      ...joinedBy(alerts, clusters),
      messagesLine(why),
      ...entriesOf(why.timeline),
    ]),
  };
}

/** What Alertmanager's API says right now. */
export interface UpstreamWords {
  /** Foreign text not escaped. */
  sentences: readonly string[];
  /** True when it lists some, and keeps all of them quiet. */
  allQuiet: boolean;
  /** Of an alert that never came: the name of one that did, which was probably meant. */
  meant?: string;
}

/** `/mw why KubePodCrashLooping`: received, recognised as a repetition, noise, joined, woken; or not known at all. */
export function whyAlert(
  name: string,
  found: Awaited<ReturnType<Store['findAlertsByName']>>,
  incidents: ReadonlyMap<string, WhyIncident>,
  upstream: UpstreamWords,
  clusters: ClusterNames & NoiseNames,
): Answer {
  const title = `*${escapeText(name)}*`;
  const { meant } = upstream;
  const lines = [
    receivedLine(title, found),
    ...(meant === undefined ? [] : [`Did you mean \`/mw why ${escapeText(meant)}\`?`]),
  ];
  const labels = { alertname: name };
  if (isNoise({ labels }, clusters)) {
    const why = isNoise({ labels })
      ? 'It fires by design and names nothing ill'
      : 'The config calls it noise (`incidents.noise`)';
    lines.push(`${why}: it never opens an incident and never wakes anybody.`);
  } else if (found.alerts.length === 0) {
    lines.push(
      found.deliveries === 0 ? notSentLine(upstream) : 'It is being worked on: ask again in a moment.',
    );
  }
  lines.push(...occurrenceLines(found.alerts, incidents, clusters));
  lines.push(...upstream.sentences.map(escapeText));
  const [newest] = incidents.values();
  if (newest !== undefined) {
    lines.push(`*${incidentName(newest.snapshot.incident)}*: ${messagesLine(newest)}`);
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
    deliveries > 1 && alerts.length > 0
      ? ' Repeated ones are known by fingerprint and start, and change nothing.'
      : '';
  return `${title} came in ${times}, last ${date(lastReceivedAt)}.${repeats}`;
}

function notSentLine({ allQuiet }: UpstreamWords): string {
  return allQuiet
    ? 'Nobody was paged: Alertmanager has not sent it here, because it keeps it quiet.'
    : 'Alertmanager has not sent it here: look at its route and receiver, at `group_wait`, and at silences and inhibitions that held before its first notification.';
}

/** One line an incident, the newest first; those of incidents that were not loaded are counted. */
function occurrenceLines(
  alerts: readonly (Alert & { incidentId: string })[],
  incidents: ReadonlyMap<string, WhyIncident>,
  clusters: ClusterNames,
): string[] {
  const byIncident = Map.groupBy(alerts, ({ incidentId }) => incidentId);
  const lines = [...incidents].map(([id, { snapshot }]) =>
    occurrenceLine(byIncident.get(id) ?? [], snapshot.incident, clusters),
  );
  const others = [...byIncident].filter(([id]) => !incidents.has(id));
  if (others.length === 0) return lines;
  const count = others.reduce((sum, [, { length }]) => sum + length, 0);
  return [...lines, `… and ${count} earlier ones, in ${others.length} other incidents.`];
}

function occurrenceLine(alerts: readonly Alert[], incident: Incident, clusters: ClusterNames): string {
  const [newest] = alerts;
  if (newest === undefined) return '';
  const { reason } = chooseSubject(newest, clusters);
  const home = `in ${incidentName(incident)} (${incidentStateWords[incident.state]})`;
  const started =
    alerts.length === 1
      ? `started ${date(newest.startsAt)}`
      : `${alerts.length} of it, the newest started ${date(newest.startsAt)}`;
  return `• ${started}, ${howItIs(alerts, newest)}, ${home}: ${subjectReasons[reason]}`;
}

function howItIs(alerts: readonly Alert[], newest: Alert): string {
  const firing = alerts.filter(({ status }) => status === 'firing').length;
  if (firing > 0) return alerts.length === 1 ? 'fires' : `${firing} fire`;
  const ended = alerts.reduce((last, { endsAt }) => Math.max(last, endsAt ?? 0), 0);
  const since = date(ended === 0 ? newest.startsAt : ended);
  return newest.endInferred === true
    ? `over, not listed by Alertmanager since ${since}`
    : `over since ${since}`;
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

/** Which incident explains it, which it explains, and the last one of its object. */
function relatives({ incident, family }: IncidentSnapshot): string[] {
  const { earlier, partOf } = incident;
  const lines: string[] = [];
  if (family?.parent !== undefined && partOf !== undefined) {
    const { parent } = family;
    lines.push(
      `Part of *${incidentName(parent)}* ${escapeText(parent.title)} (${incidentStateWords[parent.state]}), because ${linkReasons[partOf.reason]}.`,
    );
  }
  if (family !== undefined && family.allChildren > 0) {
    const names = family.children.map(incidentName).join(', ');
    const open = `${family.openChildren} of them open${names === '' ? '' : `: ${names}`}`;
    lines.push(`It takes ${family.allChildren} other incidents along, ${open}.`);
  }
  if (earlier !== undefined) {
    const done = earlier.done === undefined ? '' : `; done then: ${escapeText(earlier.done)}`;
    lines.push(`The same as ${incidentName(earlier)} of ${date(earlier.openedAt)}${done}.`);
  }
  return lines;
}

function messagesLine({ messages, snapshot }: WhyIncident): string {
  const card = messages.find(({ kind }) => kind === 'card');
  const wakes = messages.filter(({ kind }) => kind === 'wake').length;
  const notes = messages.filter(({ kind }) => kind === 'note').length;
  const { folded } = snapshot.incident;
  if (card === undefined && folded !== undefined)
    return `It has no card of its own: it is folded into the storm since ${date(folded.since)}, whose card counts it. \`/mw open ${incidentName(snapshot.incident)}\` gives it one.`;
  if (card === undefined) return 'It has no card: its alerts were over before they arrived.';
  const shown =
    card.state === 'shown' ? 'The card was posted' : `The card is not in Slack yet (${card.state})`;
  const woken =
    wakes === 0 ? 'woke nobody again' : `woke the channel again ${wakes === 1 ? 'once' : `${wakes} times`}`;
  const quiet =
    notes === 0 ? '' : `; ${notes} quiet ${notes === 1 ? 'line' : 'lines'} went to its thread instead`;
  return `${shown}. What came later ${woken}${quiet}.`;
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
