import { list, record } from '../shape.ts';
import { TelemetryError } from '../telemetry-error.ts';
import type { Reply } from '../transport.ts';
import type { AlertRule } from './prometheus-client.ts';

/**
 * The answer of the rules API (https://prometheus.io/docs/prometheus/latest/querying/api/#rules); 2.x and 3.x, Thanos and
 * Mimir write the same fields.
 * @throws TelemetryError `refused` with Prometheus' own words, `unreadable`
 */
export function readRules({ status, json }: Reply): AlertRule[] {
  const body = record(json);
  if (body['status'] === 'error') {
    const words = typeof body['error'] === 'string' ? body['error'].slice(0, 300) : 'no reason given';
    throw new TelemetryError('refused', `Prometheus refused to list its rules: ${words}`, { status });
  }
  const groups = record(body['data'])['groups'];
  if (status !== 200 || body['status'] !== 'success' || !Array.isArray(groups)) {
    throw new TelemetryError('unreadable', `Prometheus answered ${status} without its rules`, { status });
  }
  return groups.flatMap((group) => list(record(group)['rules']).flatMap(readRule));
}

function readRule(value: unknown): AlertRule[] {
  const rule = record(value);
  const { name, health, lastEvaluation } = rule;
  if (rule['type'] !== 'alerting' || typeof name !== 'string') return [];
  const alerts = list(rule['alerts']).flatMap((entry): AlertRule['alerts'][number][] => {
    const { labels, state } = record(entry);
    if (state !== 'firing' && state !== 'pending') return [];
    return [{ labels: strings(labels), state }];
  });
  // Year 1 until the first evaluation; absent in what only speaks the API.
  const at = typeof lastEvaluation === 'string' ? Date.parse(lastEvaluation) : NaN;
  return [{ name, evaluated: health === 'ok' && (Number.isNaN(at) || at > 0), alerts }];
}

function strings(value: unknown): Record<string, string> {
  const entries = Object.entries(record(value));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
