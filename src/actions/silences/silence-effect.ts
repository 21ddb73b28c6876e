import { alertName } from '../../model/alert.ts';
import type { Matcher } from '../../model/matcher.ts';
import { writeMatcher } from '../../model/matcher.ts';
import type { ListedAlert } from '../../telemetry/alertmanager/alertmanager-client.ts';
import { matchesLabels } from './matches-labels.ts';
import { silenceTimeoutMs, type SilenceTools } from './silence-tools.ts';

const dayMs = 86_400_000;
const namesShown = 5;

/** What matchers match, in numbers and in words. */
export interface SilenceEffect {
  matched: readonly ListedAlert[];
  live: number;
  /** `3 alerts now (KubePodCrashLooping 3)` */
  now: string;
  /** `7 in the last day (…)`, or why that is not known. */
  lastDay: string;
}

/**
 * What the matchers match now, by Alertmanager's own judgement, and what they would have matched in the last day, by
 * our record of what it sent.
 * @throws TelemetryError
 */
export async function silenceEffect(
  tools: SilenceTools,
  matchers: readonly Matcher[],
  now: number,
): Promise<SilenceEffect> {
  const [matched, live, recorded] = await Promise.all([
    tools.alertmanager.alerts(matchers.map(writeMatcher), silenceTimeoutMs),
    tools.alertmanager.alerts([], silenceTimeoutMs),
    tools.recorded(now - dayMs),
  ]);
  const labels = recorded.alerts.map((alert) => alert.labels);
  const would = matchesLabels(matchers, labels);
  const past = labels.filter((_labels, index) => would?.[index] === true);
  return {
    matched,
    live: live.length,
    now: `${alertCount(matched.length)} of ${live.length} now${byName(matched)}`,
    lastDay:
      would === undefined
        ? 'what it would have matched in the last day cannot be told here: the expression is not understood outside of Alertmanager'
        : `${recorded.more ? 'at least ' : ''}${alertCount(past.length)} on record in the last day${byName(past.map((one) => ({ labels: one })))}`,
  };
}

export function alertCount(count: number): string {
  return count === 1 ? '1 alert' : `${count} alerts`;
}

function byName(alerts: readonly { labels: Readonly<Record<string, string>> }[]): string {
  const counts = new Map<string, number>();
  for (const alert of alerts) counts.set(alertName(alert), (counts.get(alertName(alert)) ?? 0) + 1);
  const sorted = [...counts].sort(([one, many], [other, few]) => few - many || (one < other ? -1 : 1));
  const shown = sorted.slice(0, namesShown).map(([name, count]) => `${name} ${count}`);
  const left = sorted.length - shown.length;
  return shown.length === 0 ? '' : ` (${shown.join(', ')}${left > 0 ? `, and ${left} more names` : ''})`;
}
