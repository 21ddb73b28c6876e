import { alertName, type Alert } from '../model/alert.ts';
import type { PrometheusClient } from '../telemetry/prometheus/prometheus-client.ts';
import { agrees, chooseExpressions, type ChosenExpression } from './choose-expressions.ts';
import { longestLookback } from './promql/longest-lookback.ts';
import type { SplitExpression } from './promql/split-comparison.ts';

/** What an alert's own expression said before an action, and says now. */
export interface AlertReading {
  /** `CheckoutErrorRateHigh` */
  alert: string;
  comparison?: SplitExpression['comparison'];
  threshold?: number;
  /** How far back the expression looks, in milliseconds: for so long the past stands in its value. */
  looksBackMs: number;
  before: AlertValue;
  now: AlertValue;
}

export interface AlertValue {
  /** Whether the expression holds for this alert's objects. */
  holds: boolean;
  /** Of the worst series; absent where there is none. */
  value?: number;
}

/**
 * Asks for the expressions of an incident's alerts, at two moments (milliseconds since the epoch).
 * @throws TelemetryError
 */
export async function readAlertValues(
  prometheus: Pick<PrometheusClient, 'query'>,
  alerts: readonly Alert[],
  { before, now, timeoutMs }: { before: number; now: number; timeoutMs: number },
): Promise<AlertReading[]> {
  const chosen = chooseExpressions(alerts);
  return Promise.all(
    chosen.map(async ({ alert, expression, split }) => {
      // Several alerts may share an expression: one for each pod.
      const labels = alerts.filter((one) => alertName(one) === alertName(alert)).map((one) => one.labels);
      const at = async (moment: number): Promise<AlertValue> =>
        valueAt(prometheus, { expression, split, labels }, { at: moment, timeoutMs });
      const [earlier, later] = await Promise.all([at(before), at(now)]);
      return {
        alert: alertName(alert),
        ...(split.comparison !== undefined && { comparison: split.comparison }),
        ...(split.threshold !== undefined && { threshold: split.threshold }),
        looksBackMs: longestLookback(expression),
        before: earlier,
        now: later,
      };
    }),
  );
}

async function valueAt(
  prometheus: Pick<PrometheusClient, 'query'>,
  { expression, split, labels }: Omit<ChosenExpression, 'alert'> & { labels: readonly Alert['labels'][] },
  when: { at: number; timeoutMs: number },
): Promise<AlertValue> {
  const [holding, plotted] = await Promise.all([
    prometheus.query({ expression, ...when }),
    prometheus.query({ expression: split.plotted, ...when }),
  ]);
  const own = (series: { labels: Readonly<Record<string, string>> }): boolean =>
    labels.some((one) => agrees(series.labels, one));
  const values = plotted.filter(own).flatMap(({ points }) => points.map(([, value]) => value));
  const small = split.comparison === '<' || split.comparison === '<=';
  return {
    holds: holding.some(own),
    ...(values.length > 0 && { value: small ? Math.min(...values) : Math.max(...values) }),
  };
}
