import type { Verification } from '../actions/action.ts';
import {
  alertChangeInWords,
  judgeAlertChange,
  tellsFrom,
  type AlertChange,
} from '../actions/judge-alert-values.ts';
import { readAlertValues } from '../context/read-alert-values.ts';
import type { ActionRequest, Execution } from '../model/action-request.ts';
import type { ActionName } from '../model/action.ts';
import { TelemetryError } from '../telemetry/telemetry-error.ts';
import type { ActionWorkTools } from './action-tools.ts';

/** What is asked for to end an alert; the others (cordon, pause, a silence, …) do what they do, and that is all there is to judge. */
const curing: ReadonlySet<ActionName> = new Set<ActionName>([
  'rollback',
  'restart',
  'scale',
  'set-image',
  'set-resources',
  'hpa',
  'abort-rollout',
  'promote',
  'retry',
  'traffic',
  'delete-pod',
  'evict-pod',
  'grow-claim',
]);

const queryMs = 4_000;

/**
 * Adds to what the cluster shows what the incident's alerts say: their own expressions, before the action and now. Pods
 * that are ready cure nothing by themselves. An undo is judged by what it brings back, not by the alert, which fired before.
 * @param seen the action's own verdict
 * @param deadline when verification gives up
 */
export async function withAlerts(
  tools: Pick<ActionWorkTools, 'store' | 'clusters' | 'now'>,
  { incidentId, plan, undoes }: ActionRequest,
  execution: Execution,
  seen: Verification,
  { since, deadline }: { since: number; deadline: number },
): Promise<Verification> {
  const prometheus = tools.clusters.get(plan.target.cluster)?.prometheus;
  const judged = 'pending' in seen ? tools.now() >= deadline : true;
  if (!judged || prometheus === undefined || incidentId === undefined || undoes !== undefined) return seen;
  if (!curing.has(plan.parameters.action)) return seen;
  const alerts = (await tools.store.loadIncident(incidentId))?.alerts ?? [];
  const { startedAt: before } = execution;
  const concerned = alerts.filter((alert) => alert.startsAt <= before && (alert.endsAt ?? Infinity) > before);
  try {
    const readings = await readAlertValues(prometheus, concerned, {
      before,
      now: tools.now(),
      timeoutMs: queryMs,
    });
    return combine(
      seen,
      readings.filter((reading) => reading.before.holds),
      { since, deadline, now: tools.now() },
    );
  } catch (error) {
    if (!(error instanceof TelemetryError)) throw error;
    return append(seen, `Whether the alert is over could not be asked: ${error.message}`);
  }
}

/** Pure: the action's verdict and what the alerts say, together. */
export function combine(
  seen: Verification,
  alerts: readonly AlertChange[],
  { since, deadline, now }: { since: number; deadline: number; now: number },
): Verification {
  if (alerts.length === 0) return seen;
  const words = alerts.map(alertChangeInWords).join('; ');
  const told = append(seen, words);
  const judgements = alerts.map(judgeAlertChange);
  if (judgements.every((one) => one === 'over')) return told;
  const left = alerts.filter((_, index) => judgements[index] !== 'over');
  // The past still stands in the value: what it says now says nothing of the action.
  const telling = Math.max(...left.map((alert) => tellsFrom(alert, since)));
  const tells = now >= telling;
  const worse = tells && judgements.includes('worse');
  if ('pending' in told) {
    const { result, sentence } = told.atDeadline;
    return { ...told, atDeadline: { result: worse && result !== 'worse' ? 'worse' : result, sentence } };
  }
  if (told.result === 'no-effect' && worse) return { ...told, result: 'worse' };
  if (told.result !== 'worked') return told;
  if (!tells && telling <= deadline) {
    const atDeadline = { result: 'unknown' as const, sentence: told.sentence };
    return { pending: told.sentence, atDeadline };
  }
  if (!tells) return append(seen, `${words}: it looks back so far that it cannot tell yet`);
  if (worse) return { ...told, result: 'worse' };
  return { ...told, result: judgements.includes('better') ? 'unknown' : 'no-effect' };
}

function append(seen: Verification, words: string): Verification {
  const add = (sentence: string): string => `${sentence} ${words}.`;
  if ('pending' in seen)
    return { ...seen, atDeadline: { ...seen.atDeadline, sentence: add(seen.atDeadline.sentence) } };
  return { ...seen, sentence: add(seen.sentence) };
}
