import { TelemetryError } from '../telemetry-error.ts';
import type { Reply } from '../transport.ts';
import type { MetricSeries } from './prometheus-client.ts';
import { record } from '../shape.ts';

/** Series read; an expression without aggregation can have thousands, which no card shows. */
const maxSeries = 1000;

/**
 * The answer of the query API (https://prometheus.io/docs/prometheus/latest/querying/api/): matrix, vector or scalar.
 * @throws TelemetryError `refused` with Prometheus' own words, `unreadable`
 */
export function readSeries({ status, json }: Reply): MetricSeries[] {
  const body = record(json);
  if (body['status'] === 'error') {
    const words = typeof body['error'] === 'string' ? body['error'].slice(0, 300) : 'no reason given';
    throw new TelemetryError('refused', `Prometheus refused the query: ${words}`, { status });
  }
  const data = record(body['data']);
  if (status !== 200 || body['status'] !== 'success') {
    throw new TelemetryError('unreadable', `Prometheus answered ${status} without data`, { status });
  }
  const { resultType, result } = data;
  if (!Array.isArray(result)) throw new TelemetryError('unreadable', 'Prometheus answered without a result');
  if (resultType === 'scalar') return [{ labels: {}, points: points([result]) }];
  return (result as unknown[]).slice(0, maxSeries).map((entry) => {
    const series = record(entry);
    const values = series['values'] ?? (series['value'] === undefined ? [] : [series['value']]);
    return { labels: strings(series['metric']), points: points(values) };
  });
}

/** `[seconds, "value"]`; NaN and the infinities are strings too, and no point of a chart. */
function points(values: unknown): [number, number][] {
  if (!Array.isArray(values)) return [];
  return (values as unknown[]).flatMap((entry): [number, number][] => {
    if (!Array.isArray(entry)) return [];
    const [seconds, text] = entry as unknown[];
    const value = typeof text === 'string' && text !== '' ? Number(text) : NaN;
    if (typeof seconds !== 'number' || !Number.isFinite(value)) return [];
    return [[Math.round(seconds * 1000), value]];
  });
}

function strings(value: unknown): Record<string, string> {
  const entries = Object.entries(record(value));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
