import type { Answer } from '../model/answer.ts';
import { writeMatchers } from '../model/matcher.ts';
import type { AlertmanagerClient, WholeSilence } from '../telemetry/alertmanager/alertmanager-client.ts';
import { cannotBeAsked, noAlertmanager } from './ask-for-silence.ts';
import { escapeText } from './escape-text.ts';

const longestAnswerMs = 5_000;
const most = 15;

/** `/mw silences`: those that run or will, the next to end first. */
export async function reportSilences(
  alertmanagers: ReadonlyMap<string, Pick<AlertmanagerClient, 'silencesOfAll'>>,
  clusters: readonly string[],
): Promise<Answer> {
  const parts: string[] = [];
  for (const cluster of clusters) parts.push(...(await listed(alertmanagers, cluster)));
  return { text: parts.join('\n').slice(0, 2_900) };
}

async function listed(
  alertmanagers: ReadonlyMap<string, Pick<AlertmanagerClient, 'silencesOfAll'>>,
  cluster: string,
): Promise<string[]> {
  const client = alertmanagers.get(cluster);
  if (client === undefined) return [noAlertmanager(cluster)];
  try {
    const { silences } = await client.silencesOfAll(longestAnswerMs);
    const running = silences
      .filter(({ state }) => state !== 'expired')
      .sort((one, other) => one.endsAt - other.endsAt);
    if (running.length === 0) return [`No silence runs on ${escapeText(cluster)}.`];
    const left = running.length - most;
    return [
      `*${running.length} ${running.length === 1 ? 'silence' : 'silences'} on ${escapeText(cluster)}*`,
      ...running.slice(0, most).map(line),
      ...(left > 0 ? [`… and ${left} more that end later`] : []),
    ];
  } catch (error) {
    return [cannotBeAsked(error)];
  }
}

function line({ id, matchers, createdBy, comment, endsAt, state }: WholeSilence): string {
  const seconds = Math.floor(endsAt / 1000);
  const end = `<!date^${seconds}^{date_short_pretty} {time}|${new Date(endsAt).toISOString()}>`;
  const pending = state === 'pending' ? ' (not begun yet)' : '';
  const why = comment.replaceAll(/ ?\[middlewatch-silence[-a-z0-9]*\]/g, '').slice(0, 150);
  return `\`${escapeText(id.slice(0, 8))}\` until ${end}${pending} ${escapeText(writeMatchers(matchers).slice(0, 200))} · ${escapeText(createdBy.slice(0, 80))}: ${escapeText(why)}`;
}
