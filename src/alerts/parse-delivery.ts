import { readAlerts } from './read-alert.ts';
import { isObject, labelMap, malformed, type Malformed, text } from './wire-fields.ts';
import type { Delivery } from '../model/alert.ts';

export type ParsedDelivery = { outcome: 'parsed'; delivery: Delivery } | Malformed;

/** Longest `groupKey`, `receiver` and `externalURL` that is kept. */
const longestText = 4096;

/**
 * Reads one webhook body, version 4 (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). Unknown
 * fields are ignored, what releases 0.25 to 0.34 may leave out is tolerated: Alertmanager never repeats what got a 4xx, so
 * a body is refused only where an alert could not be understood. Long labels and annotations are cut, not refused.
 */
export function parseDelivery(source: string, body: Uint8Array): ParsedDelivery {
  const document = parseJson(body);
  if ('outcome' in document) return document;
  const root = document.value;
  if (!isObject(root)) return malformed('', 'expected a JSON object, as Alertmanager sends it');
  if (root['version'] !== '4') {
    return malformed(
      'version',
      `expected "4", the version of Alertmanager's webhook, found ${shown(root['version'])}`,
    );
  }
  const alerts = readAlerts(source, root['alerts']);
  if ('outcome' in alerts) return alerts;
  const groupLabels = labelMap(root['groupLabels'] ?? {}, 'groupLabels');
  if ('outcome' in groupLabels) return groupLabels;
  const truncated = root['truncatedAlerts'];
  return {
    outcome: 'parsed',
    delivery: {
      source,
      receiver: text(root['receiver'], longestText),
      groupKey: text(root['groupKey'], longestText),
      status: root['status'] === 'resolved' ? 'resolved' : 'firing',
      truncatedAlerts: typeof truncated === 'number' && truncated > 0 ? Math.floor(truncated) : 0,
      groupLabels: groupLabels.labels,
      externalUrl: text(root['externalURL'], longestText),
      alerts: alerts.alerts,
    },
  };
}

function parseJson(body: Uint8Array): { value: unknown } | Malformed {
  try {
    return { value: JSON.parse(new TextDecoder().decode(body)) as unknown };
  } catch (error) {
    // The engine's message quotes the body; where it broke is enough.
    const where = error instanceof Error ? (/position \d+/.exec(error.message)?.[0] ?? 'its end') : 'its end';
    return malformed('', `not JSON: broken at ${where}`);
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 40);
}
