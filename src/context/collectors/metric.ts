import { alertName, type Alert } from '../../model/alert.ts';
import type { Evidence, MetricFacts } from '../../model/evidence.ts';
import type { MetricSeries, PrometheusClient } from '../../telemetry/prometheus/prometheus-client.ts';
import type { Collector, Inquiry } from '../collector.ts';
import { oneLine } from '../one-line.ts';
import { agrees, chooseExpressions, type ChosenExpression } from '../choose-expressions.ts';

/** Lines of the chart. */
const shown = 5;
const hour = 3_600_000;

/**
 * How did the value behave that the alerts look at? Of the alert nearest to the cause whose expression has a past to draw;
 * one that exists only while it fires (a waiting reason, an up that is gone) says no more than the alert itself.
 */
export const collectMetric: Collector = async (inquiry) => {
  const { prometheus } = inquiry.sources;
  if (prometheus === undefined) return [];
  const asked = await Promise.allSettled(
    chooseExpressions(inquiry.alerts).map(async (chosen) => ask(prometheus, chosen, inquiry)),
  );
  const failed = asked.find((one) => one.status === 'rejected');
  const withSeries = asked.flatMap((one) =>
    one.status === 'fulfilled' && one.value !== undefined ? [one.value] : [],
  );
  if (withSeries.length === 0 && failed !== undefined) throw failed.reason;
  const best = withSeries.find(hasPast) ?? withSeries[0];
  return best === undefined ? [] : [evidenceOf(best.alert, best.data)];
};

interface Asked {
  alert: Alert;
  data: MetricFacts;
}

function hasPast({ data }: Asked): boolean {
  return data.series.some(({ points }) => points.length > 1);
}

async function ask(
  prometheus: PrometheusClient,
  chosen: ChosenExpression,
  inquiry: Inquiry,
): Promise<Asked | undefined> {
  const { alert, expression, split } = chosen;
  const { timeoutMs } = inquiry;
  const range = rangeOf(alert, inquiry);
  // A range ends up to one step ago: what counts for the cause is the value of this moment.
  const [past, current] = await Promise.all([
    prometheus.queryRange({ expression: split.plotted, ...range, timeoutMs }),
    prometheus.query({ expression: split.plotted, at: range.end, timeoutMs }),
  ]);
  const agreeing = withCurrent(past, current).filter(
    ({ labels, points }) => points.length > 0 && agrees(labels, alert.labels),
  );
  const drawn = agreeing.slice(0, shown);
  if (drawn.length === 0) return undefined;
  const lastValue = drawn[0]?.points.at(-1)?.[1];
  const { comparison, threshold } = split;
  const data: MetricFacts = {
    expression: oneLine(expression, 1000),
    plotted: oneLine(split.plotted, 1000),
    ...(comparison === undefined ? {} : { comparison }),
    ...(threshold === undefined ? {} : { threshold }),
    series: drawn.map(({ labels, points }) => ({ labels: safeLabels(labels), points })),
    ...(lastValue === undefined ? {} : { lastValue }),
  };
  return { alert, data };
}

/** Each series of the range with its value of now as the last point; series that only exist now come after them. */
function withCurrent(past: readonly MetricSeries[], current: readonly MetricSeries[]): MetricSeries[] {
  const keyOf = ({ labels }: MetricSeries): string => JSON.stringify(Object.entries(labels).sort());
  const left = new Map(current.map((series) => [keyOf(series), series]));
  const known = past.map((series) => {
    const now = left.get(keyOf(series));
    left.delete(keyOf(series));
    const last = series.points.at(-1)?.[0] ?? 0;
    return { ...series, points: [...series.points, ...(now?.points ?? []).filter(([at]) => at > last)] };
  });
  return [...known, ...left.values()];
}

function evidenceOf(alert: Alert, data: MetricFacts): Evidence {
  const value = data.lastValue === undefined ? '' : `: now ${roundedText(data.lastValue)}`;
  const limit =
    data.threshold === undefined ? '' : `, fires ${data.comparison ?? ''} ${roundedText(data.threshold)}`;
  return {
    id: `metric/${oneLine(alertName(alert), 100)}`,
    kind: 'metric',
    source: 'prometheus',
    at: alert.startsAt,
    text: oneLine(`${alertName(alert)}${value}${limit}${shortExpression(data.plotted)}`, 300),
    data,
  };
}

/** A long expression tells nobody anything on a card; the chart has it as its title. */
function shortExpression(plotted: string): string {
  return plotted.length <= 60 ? ` (${plotted})` : '';
}

/** An hour before the alert until now; at least an hour, at most a day. */
function rangeOf(alert: Alert, { now }: Pick<Inquiry, 'now'>): { start: number; end: number } {
  const end = now();
  return { start: Math.min(end - hour, Math.max(alert.startsAt - hour, end - 24 * hour)), end };
}

function safeLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, oneLine(value, 200)]));
}

function roundedText(value: number): string {
  return String(Number(value.toPrecision(4)));
}
