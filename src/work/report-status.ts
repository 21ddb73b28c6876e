import type { Answer } from '../model/answer.ts';
import { incidentName, incidentStateWords, type Incident, type IncidentSnapshot } from '../model/incident.ts';
import { fullReference } from '../model/object-reference.ts';
import { actionRequestStateWords, type ActionRequest } from '../model/action-request.ts';
import type { Storm } from '../model/storm.ts';
import { subjectReasons } from '../model/subject.ts';
import { escapeText } from './escape-text.ts';

/** `/mw status` without an incident at hand: what is open here. */
export function reportOpen(incidents: readonly Incident[], storm?: Storm): Answer {
  if (incidents.length === 0) return { text: 'Nothing is open in this channel.' };
  const lines = incidents.slice(0, 20).map((incident) => {
    const who =
      incident.acknowledgedBy === undefined ? 'nobody is on it' : `<@${incident.acknowledgedBy}> is on it`;
    return `• *${incidentName(incident)}* ${incidentStateWords[incident.state]} since ${date(incident.openedAt)}: ${escapeText(incident.title)} (${who})`;
  });
  const more = incidents.length > 20 ? [`… and ${incidents.length - 20} more.`] : [];
  const stormy =
    storm !== undefined && incidents.some(({ folded }) => folded?.storm === storm.id)
      ? [
          `A storm ${storm.endedAt === undefined ? 'runs here since' : 'began here at'} ${date(storm.startedAt)}: its card lists all of its incidents, \`/mw open INC-12\` gives one a card of its own.`,
        ]
      : [];
  return { text: [...stormy, ...lines, ...more].join('\n') };
}

/** `/mw status` of one incident: what is known, why it is about this object, what is asked for. */
export function reportIncident(
  { incident, alerts, context }: IncidentSnapshot,
  requests: readonly ActionRequest[],
): Answer {
  const firing = alerts.filter((alert) => alert.status === 'firing').length;
  const lines = [
    `*${incidentName(incident)}* ${incidentStateWords[incident.state]} since ${date(incident.stateSince)}: ${escapeText(incident.title)}`,
    `About ${escapeText(fullReference(incident.subject))}, because ${subjectReasons[incident.subjectReason]}.`,
    `${firing} of ${alerts.length} alerts fire; severity ${incident.severity}; ${incident.acknowledgedBy === undefined ? 'nobody is on it' : `<@${incident.acknowledgedBy}> is on it`}.`,
    context?.findings[0] === undefined
      ? 'Cause not found yet.'
      : `Most likely cause (${context.findings[0].confidence}): ${escapeText(context.findings[0].sentence)}`,
    ...requests.map(
      (request) =>
        `${actionRequestStateWords[request.state]}: ${escapeText(request.plan.title)}, asked by <@${request.askedBy}>${outcome(request)}`,
    ),
  ];
  return { text: lines.join('\n') };
}

function outcome(request: ActionRequest): string {
  const verdict = request.execution?.verdict;
  if (verdict !== undefined) return `: ${escapeText(verdict.sentence)}`;
  return request.endReason === undefined ? '' : `: ${escapeText(request.endReason)}`;
}

/** Slack shows it in the reader's own zone. */
function date(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{time}, {date_short_pretty}|${new Date(at).toISOString()}>`;
}
