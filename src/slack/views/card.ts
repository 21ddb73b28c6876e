import type { ActionRequest } from '../../model/action-request.ts';
import { alertName } from '../../model/alert.ts';
import {
  incidentName,
  incidentStateWords,
  type Incident,
  type IncidentSnapshot,
} from '../../model/incident.ts';
import type { Button } from '@slack/types';
import { actionIds } from '../action-ids.ts';
import { dateToken } from '../text/date-token.ts';
import { durationWords } from '../text/duration-words.ts';
import { foreignText, foreignTextWithCode } from '../text/foreign-text.ts';
import { causeText } from './cause-text.ts';
import { button, context, header, section } from './elements.ts';
import type { MessageView, PersonName } from './message-view.ts';
import { familyLines, partOfWords } from './family-lines.ts';
import { objectWords } from './object-words.ts';
import { requestLine } from './request-line.ts';
import { severityWords } from './severity-words.ts';
import { suggestedAction } from './suggested-action.ts';
import { worseAction } from './worse-action.ts';
import { lostLines, suppressionLines } from './suppression-lines.ts';

export interface CardState {
  snapshot: IncidentSnapshot;
  /** The incident's requests, newest first. */
  requests: readonly ActionRequest[];
  personName: PersonName;
}

/**
 * The root message of an incident. Its blocks are always the same six: each button stands beside the question that it
 * answers and nowhere else, so that one that comes or goes moves no other.
 */
export function cardView({ snapshot, requests, personName }: CardState): MessageView {
  const { incident } = snapshot;
  const suggested = suggestedAction(snapshot, requests);
  const worse = isOver(incident) ? undefined : worseAction(requests);
  const firing = incident.state === 'firing';
  const blocks: MessageView['blocks'] = [
    header('title', `${emojiOf(incident)} ${incidentName(incident)} ${incident.title}`),
    section(
      'what',
      whatText(snapshot),
      button({
        actionId: actionIds.more,
        text: 'More',
        value: incident.id,
        label: `More actions for ${incidentName(incident)}`,
      }),
    ),
    section('cause', causeText(snapshot)),
    section(
      'next',
      nextText(snapshot, requests, personName),
      undoButton(worse) ??
        (suggested &&
          button({
            actionId: actionIds.suggested,
            text: suggested.label,
            value: JSON.stringify(suggested.command),
            label: `${suggested.label}: shows the plan first`,
            style: 'primary',
          })),
    ),
    section(
      'who',
      whoText(snapshot, requests, personName),
      firing
        ? button({
            actionId: actionIds.acknowledge,
            text: 'Acknowledge',
            value: incident.id,
            label: `Acknowledge ${incidentName(incident)}`,
          })
        : undefined,
    ),
    context('seen', seenText(snapshot)),
  ];
  return { text: plainText(snapshot), blocks };
}

function emojiOf(incident: Incident): string {
  return isOver(incident) ? '✅' : severityWords[incident.severity].emoji;
}

const isWaiting = (request: ActionRequest): boolean => request.state === 'awaiting-approval';

const isOver = (incident: Incident): boolean => incident.state === 'resolved' || incident.state === 'closed';

/** `Resolved by Alertmanager, but 2 of 3 pods of checkout are not ready`; mrkdwn. */
function stillIllText(incident: Incident): string | undefined {
  const { stillIll, stateSince, resolveReason, state } = incident;
  if (!isOver(incident) || stillIll === undefined) return undefined;
  // Closing it moves the time of the state, and changes nothing else.
  if (state === 'resolved' && stillIll.resolvedAt !== stateSince) return undefined;
  const by = resolveReason === 'by-hand' ? 'by hand' : 'by Alertmanager';
  return `Resolved ${by}, but ${foreignText(stillIll.text, 300)}`;
}

function whatText(snapshot: IncidentSnapshot): string {
  const { incident, alerts } = snapshot;
  const { emoji, word } = severityWords[incident.severity];
  const since = isOver(incident) ? 'was ill from' : 'ill since';
  const state = `*${incidentStateWords[incident.state]}* · ${emoji} ${word} · ${since} ${dateToken(incident.openedAt)}`;
  const all = `${incident.alertCount} ${incident.alertCount === 1 ? 'alert' : 'alerts'}`;
  const counts =
    isOver(incident) || incident.firingCount === incident.alertCount
      ? all
      : `${incident.firingCount} of ${all} still active`;
  const reopened =
    incident.reopenedCount === 0
      ? ''
      : ` · came back ${incident.reopenedCount === 1 ? 'once' : `${incident.reopenedCount} times`}`;
  const lines = [state, `${objectWords(incident.subject)} · ${counts}${reopened}`, ...familyLines(snapshot)];
  const newest = alerts.find((alert) => alert.status === 'firing') ?? alerts[0];
  const summary =
    newest?.annotations['summary'] ?? newest?.annotations['description'] ?? newest?.annotations['message'];
  if (newest !== undefined && summary !== undefined && summary.trim() !== '')
    lines.push(`${foreignText(alertName(newest), 100)}: ${foreignText(summary, 300)}`);
  const ill = stillIllText(incident);
  if (ill !== undefined) lines.push(`⚠️ ${ill}`);
  if (!isOver(incident)) lines.push(...suppressionLines(incident), ...lostLines(incident));
  return lines.join('\n');
}

/** As many lines while a plan waits or an action runs as before: the button below keeps its height. */
function nextText(
  { incident, context: found }: IncidentSnapshot,
  requests: readonly ActionRequest[],
  personName: PersonName,
): string {
  const title = '*What to do now*';
  if (isOver(incident) && stillIllText(incident) !== undefined)
    return `${title}\nLook at it: the alerts are over, the object is not well.`;
  const waiting = requests.filter(isWaiting);
  if (isOver(incident) && waiting.length > 0)
    return `${title}\nIt is over, and ${waiting.length === 1 ? 'a plan still waits' : `${waiting.length} plans still wait`} in the thread: cancel or deny what is not needed any more.`;
  if (isOver(incident)) return `${title}\nNothing. Look at the thread for what was done and seen.`;
  const [match] = found?.runbooks ?? [];
  const runbook =
    match === undefined
      ? []
      : [
          `Runbook *${foreignText(match.title, 120)}* (${foreignText(match.file, 120)}), ${foreignText(match.reason, 200)}`,
        ];
  const [newest, ...others] = waiting;
  const acting = requests.find((request) => request.state === 'executing' || request.state === 'verifying');
  if (newest !== undefined)
    return [
      title,
      others.length === 0
        ? `Approve or deny the plan in the thread: ${foreignText(newest.plan.title, 200)}`
        : `Approve or deny the ${waiting.length} plans in the thread; the newest: ${foreignText(newest.plan.title, 200)}`,
      ...runbook,
    ].join('\n');
  if (acting !== undefined) return [title, `Wait: ${requestLine(acting, personName)}`, ...runbook].join('\n');
  const worse = worseAction(requests);
  if (worse !== undefined)
    return [
      title,
      `Take back what made things worse: ${foreignText(worse.plan.title, 200)}`,
      ...runbook,
    ].join('\n');
  return [title, stepText(incident, found), ...runbook].join('\n');
}

/** In the place of the best next step. */
function undoButton(worse: ReturnType<typeof worseAction>): Button | undefined {
  return (
    worse &&
    button({
      actionId: actionIds.undo,
      text: 'Undo',
      value: worse.execution.id,
      label: `Undo: ${worse.plan.title}`,
      style: 'primary',
    })
  );
}

function stepText(incident: Incident, found: IncidentSnapshot['context']): string {
  if (found === undefined)
    return incident.clusterKnown
      ? 'Wait some seconds for the cause, or acknowledge.'
      : 'Look at the alert by hand.';
  const [match] = found.runbooks;
  if (match === undefined) return 'No runbook fits. Look at the evidence in the thread.';
  if (match.nextStep === undefined) return 'The runbook has no steps: read it.';
  return `Step ${match.nextStep.number}: ${foreignTextWithCode(match.nextStep.text, 600)}`;
}

function whoText(
  snapshot: IncidentSnapshot,
  requests: readonly ActionRequest[],
  personName: PersonName,
): string {
  const lines = ['*Who is on it*', personLine(snapshot, personName)];
  const shown = requests.filter((request) => request.state !== 'superseded').slice(0, 2);
  lines.push(...shown.map((request) => requestLine(request, personName)));
  const unseen = requests.filter((request) => isWaiting(request) && !shown.includes(request)).length;
  if (unseen > 0)
    lines.push(`… and ${unseen} more ${unseen === 1 ? 'plan waits' : 'plans wait'} in the thread`);
  return lines.join('\n');
}

function personLine({ incident, alerts }: IncidentSnapshot, personName: PersonName): string {
  const lasted = `after ${durationWords(incident.stateSince - incident.openedAt)}`;
  switch (incident.state) {
    case 'firing':
      return 'Nobody yet.';
    case 'acknowledged':
      return incident.acknowledgedBy === undefined
        ? `Somebody, since ${dateToken(incident.stateSince)}`
        : `${foreignText(personName(incident.acknowledgedBy), 80)}, since ${dateToken(incident.stateSince)}`;
    default:
      if (incident.resolveReason === 'not-listed') return notListedLine(incident, alerts);
      return incident.resolveReason === 'by-hand'
        ? `Ended by hand${incident.resolvedBy === undefined ? '' : ` by ${foreignText(personName(incident.resolvedBy), 80)}`} ${dateToken(incident.stateSince)}, ${lasted}`
        : `All alerts ended ${dateToken(incident.stateSince)}, ${lasted}`;
  }
}

/** Nobody told that they resolved (a silence swallows that): said as what it is. */
function notListedLine(incident: Incident, alerts: IncidentSnapshot['alerts']): string {
  const ends = alerts.flatMap((alert) => (alert.endInferred === true ? (alert.endsAt ?? []) : []));
  const since = Math.max(incident.openedAt, ...ends);
  const them = incident.alertCount === 1 ? 'it' : 'them';
  return `Alertmanager no longer lists ${them} since ${dateToken(since)}, after ${durationWords(since - incident.openedAt)}`;
}

function seenText({ incident, context: found }: IncidentSnapshot): string {
  const name = incidentName(incident);
  return found === undefined
    ? name
    : `${name} · evidence in the thread, seen ${dateToken(found.collectedAt)}`;
}

/** For lock screens and screen readers: the same four answers in one breath. */
function plainText({ incident, context: found, family }: IncidentSnapshot): string {
  const state = `${emojiOf(incident)} ${incidentStateWords[incident.state]}: ${incidentName(incident)} ${foreignText(incident.title, 200)} (${severityWords[incident.severity].word})`;
  const ill = stillIllText(incident);
  if (isOver(incident)) return ill === undefined ? state : `${state}. ${ill}.`;
  const cause = found?.findings[0]?.sentence;
  const step = found?.runbooks[0]?.nextStep?.text;
  return [
    `${state}, since ${dateToken(incident.openedAt)}.`,
    partOfWords(family),
    cause === undefined
      ? found === undefined
        ? ''
        : 'Cause not found.'
      : `Cause: ${foreignText(cause, 300)}.`,
    step === undefined ? '' : `Next: ${foreignTextWithCode(step, 200)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
