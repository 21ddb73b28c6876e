import {
  stormCounts,
  type CauseCount,
  type Counted,
  type StormCounts,
} from '../../incidents/storm-counts.ts';
import { incidentName, incidentStateWords } from '../../model/incident.ts';
import type { StormSnapshot } from '../../model/storm.ts';
import { actionIds } from '../action-ids.ts';
import { dateToken } from '../text/date-token.ts';
import { foreignText } from '../text/foreign-text.ts';
import { button, context, header, joinLines, section } from './elements.ts';
import type { MessageView, PersonName } from './message-view.ts';
import { severityWords } from './severity-words.ts';

export interface StormCardState {
  snapshot: StormSnapshot;
  /** How many incidents a minute have cards of their own. */
  after: number;
  personName: PersonName;
}

/** More would not be read at 3 AM; the rest is counted. */
const mostCauses = 8;
const mostPlaces = 6;

/** One message for all incidents of a storm: how many, how bad, of what, where, and who is on it. */
export function stormCardView({ snapshot, after, personName }: StormCardState): MessageView {
  const { storm, groups } = snapshot;
  const counts = stormCounts(groups);
  const over = storm.endedAt !== undefined;
  const emoji = over ? (counts.open === 0 ? '✅' : '🌤️') : '🌪️';
  const title = `${emoji} ${over ? 'Storm over' : 'Storm'}: ${incidents(counts.total)}, ${counts.open} open`;
  const takesOn = snapshot.unacknowledged > 0 || (storm.acknowledgedBy === undefined && counts.open > 0);
  const blocks: MessageView['blocks'] = [
    header('title', title),
    section(
      'what',
      whatText(snapshot, counts, after),
      button({
        actionId: actionIds.storm,
        text: 'Open one',
        value: storm.id,
        label: 'Lists the incidents of this storm; each can be opened, acknowledged and acted on',
      }),
    ),
    section('cause', causesText(counts)),
    section('where', whereText(counts)),
    section('gravest', gravestText(snapshot)),
    section(
      'who',
      whoText(snapshot, personName),
      takesOn
        ? button({
            actionId: actionIds.acknowledgeStorm,
            text: 'Acknowledge',
            value: storm.id,
            label:
              'Says that you are on this storm, and acknowledges its incidents that have no card of their own',
          })
        : undefined,
    ),
    context(
      'seen',
      over
        ? 'New incidents get cards of their own again.'
        : `Ends by itself when at most ${after} more come within some minutes. Causes are counted from samples.`,
    ),
  ];
  return { text: `${title}, since ${dateToken(storm.startedAt)}`, blocks };
}

function incidents(count: number): string {
  return count === 1 ? '1 incident' : `${count} incidents`;
}

function whatText({ storm }: StormSnapshot, { states, severities }: StormCounts, after: number): string {
  const ended = states.resolved + states.closed;
  const when =
    storm.endedAt === undefined
      ? `since ${dateToken(storm.startedAt)}`
      : `from ${dateToken(storm.startedAt)} to ${dateToken(storm.endedAt)}`;
  const bad = severities.map(({ name, count }) => {
    const { emoji, word } = severityWords[name];
    return `${emoji} ${word} ${count}`;
  });
  return [
    `*Firing* ${states.firing} · *Acknowledged* ${states.acknowledged} · *Resolved* ${ended} · ${when}`,
    bad.join(' · '),
    `More than ${after} incidents opened here within a minute: the rest is counted here. One that was opened or turned critical has a card besides.`,
  ].join('\n');
}

function causesText({ causes, total }: StormCounts): string {
  const looked = causes.reduce((sum, one) => sum + one.looked, 0);
  const lines = causes.slice(0, mostCauses).map(causeLine);
  const rest = causes.slice(mostCauses);
  if (rest.length > 0) {
    const count = rest.reduce((sum, one) => sum + one.count, 0);
    lines.push(`• ${count} × ${rest.length} other alerts`);
  }
  return `*Of what* (evidence of ${looked} of ${total} was looked at)\n${joinLines(lines, 2600)}`;
}

function causeLine({ alertName, count, looked, causes }: CauseCount): string {
  const name = alertName === '' ? 'unnamed' : foreignText(alertName, 120);
  const found = causes.slice(0, 3).map(({ code, count: times }) => {
    const words = code === '' ? 'cause not found' : foreignText(code.replaceAll('-', ' '), 80);
    return `${words} (${times} of ${looked} looked at)`;
  });
  return `• ${count} × *${name}*${found.length === 0 ? '' : `: ${found.join(', ')}`}`;
}

function whereText({ namespaces, nodes }: StormCounts): string {
  const lines = [`*Namespaces* ${places(namespaces, 'none named')}`];
  if (nodes.some(({ name }) => name !== '')) lines.push(`*Nodes* ${places(nodes, 'none named')}`);
  return lines.join('\n');
}

function places(counted: readonly Counted[], none: string): string {
  const shown = counted
    .slice(0, mostPlaces)
    .map(({ name, count }) => `${name === '' ? none : foreignText(name, 80)} ${count}`);
  const rest = counted.slice(mostPlaces);
  const more = rest.reduce((sum, one) => sum + one.count, 0);
  if (rest.length > 0) shown.push(`${rest.length} others ${more}`);
  return shown.join(' · ');
}

function gravestText({ gravest }: StormSnapshot): string {
  if (gravest.length === 0) return '*Gravest*\nNothing is open any more.';
  const lines = gravest.map((incident) => {
    const { emoji } = severityWords[incident.severity];
    return `${emoji} *${incidentName(incident)}* ${incidentStateWords[incident.state]}: ${foreignText(incident.title, 150)}`;
  });
  return `*Gravest*\n${lines.join('\n')}`;
}

function whoText({ storm, unacknowledged }: StormSnapshot, personName: PersonName): string {
  const waits =
    unacknowledged === 1
      ? '1 incident without a card waits'
      : `${unacknowledged} incidents without a card wait`;
  if (storm.acknowledgedBy === undefined)
    return `*Who is on it*\nNobody yet.${unacknowledged === 0 ? '' : ` ${waits} for somebody.`}`;
  const since = storm.acknowledgedAt === undefined ? '' : `, since ${dateToken(storm.acknowledgedAt)}`;
  return `*Who is on it*\n${foreignText(personName(storm.acknowledgedBy), 80)}${since}.${unacknowledged === 0 ? '' : ` ${waits} for somebody.`}`;
}
