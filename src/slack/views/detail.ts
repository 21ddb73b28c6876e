import type { Evidence } from '../../model/evidence.ts';
import { alertName } from '../../model/alert.ts';
import { incidentName, type IncidentSnapshot } from '../../model/incident.ts';
import { dateToken } from '../text/date-token.ts';
import { foreignCode, foreignText } from '../text/foreign-text.ts';
import { context, joinLines, preformatted, section } from './elements.ts';
import { evidenceGroups, evidenceLine } from './evidence-lines.ts';
import type { MessageView } from './message-view.ts';

/** Together with the rest it stays below the limit for a whole message (limits.ts). */
const room = { findings: 1800, group: 1100, differences: 900, logs: 1500, alerts: 1200 };
const maxLogs = 2;
const maxAlerts = 10;

/** The reply that carries all evidence of an incident, so that the card can stay short. */
export function detailView({ incident, alerts, context: found }: IncidentSnapshot): MessageView {
  const name = incidentName(incident);
  if (found === undefined) {
    const text = `*Evidence for ${name}* comes here once it is collected.`;
    return { text, blocks: [section('evidence', text)] };
  }
  const evidence = found.evidence;
  const seen = `*Evidence for ${name}*, seen ${dateToken(found.collectedAt)}`;
  const blocks: MessageView['blocks'] = [
    section('evidence', evidence.length === 0 ? `${seen}\nNothing was found.` : seen),
  ];
  if (found.findings.length > 0) {
    const lines = found.findings.map(
      (finding) =>
        `• ${foreignText(finding.sentence, 300)} (${finding.confidence}; rests on ${finding.cites.map((id) => foreignCode(id, 120)).join(', ')})`,
    );
    blocks.push(section('findings', `*Causes*\n${joinLines(lines, room.findings)}`));
  }
  for (const { kind, title } of evidenceGroups) {
    const ofKind = evidence.filter((one) => one.kind === kind);
    if (ofKind.length === 0) continue;
    blocks.push(section(`group-${kind}`, `*${title}*\n${joinLines(ofKind.map(evidenceLine), room.group)}`));
    if (kind === 'change') blocks.push(...differences(ofKind));
  }
  blocks.push(...logs(evidence));
  if (found.runbooks.length > 0) {
    const lines = found.runbooks.map(
      (match) =>
        `• *${foreignText(match.title, 120)}* (${foreignText(match.file, 120)}): ${foreignText(match.reason, 200)}`,
    );
    blocks.push(section('runbooks', `*Runbooks that fit*\n${joinLines(lines, room.group)}`));
  }
  const alertLines = alerts.slice(0, maxAlerts).map(alertLine);
  if (alerts.length > maxAlerts) alertLines.push(`• … and ${alerts.length - maxAlerts} more`);
  if (alertLines.length > 0)
    blocks.push(context('alerts', `*Alerts*\n${joinLines(alertLines, room.alerts)}`));
  return {
    text: `Evidence for ${name}: ${evidence.length} ${evidence.length === 1 ? 'fact' : 'facts'}`,
    blocks,
  };
}

function differences(changes: readonly Evidence[]): MessageView['blocks'] {
  const lines = changes.flatMap((change) => (change.kind === 'change' ? change.data.differences : []));
  if (lines.length === 0) return [];
  return [preformatted('differences', lines, { maxCharacters: room.differences, keep: 'start' })];
}

function logs(evidence: readonly Evidence[]): MessageView['blocks'] {
  return evidence
    .filter((one) => one.kind === 'logs')
    .slice(0, maxLogs)
    .flatMap((one, index) => {
      const { pod, container, previous, lines } = one.data;
      const which = previous ? 'last words of the container that died' : 'newest lines';
      const title = `*Logs* of ${foreignCode(pod, 120)}, container ${foreignCode(container, 80)}: ${which}`;
      return [
        section(`logs-title-${index}`, title),
        preformatted(`logs-${index}`, lines, { maxCharacters: room.logs, keep: 'end' }),
      ];
    });
}

function alertLine(alert: IncidentSnapshot['alerts'][number]): string {
  const ended = alert.endsAt === null ? '' : `, ended ${dateToken(alert.endsAt)}`;
  const labels = Object.entries(alert.labels)
    .filter(([name]) => name !== 'alertname')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  return `• ${foreignText(alertName(alert), 100)} since ${dateToken(alert.startsAt)}${ended} ${foreignCode(labels, 300)}`;
}
