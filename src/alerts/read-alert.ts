import { createHash } from 'node:crypto';
import type { Alert } from '../model/alert.ts';
import { isObject, labelMap, malformed, type Malformed, text, timestamp } from './wire-fields.ts';

/** A longer link is dropped: cut, it would lead somewhere else. */
const longestLink = 16_384;

/** The alerts of one body, in the order sent (sorted by labels, not by gravity). */
export function readAlerts(source: string, value: unknown): { alerts: Alert[] } | Malformed {
  if (!Array.isArray(value)) return malformed('alerts', 'expected an array');
  const alerts: Alert[] = [];
  for (const [index, one] of value.entries()) {
    const alert = readAlert(source, one, `alerts[${index}]`);
    if ('outcome' in alert) return alert;
    alerts.push(alert);
  }
  return { alerts };
}

function readAlert(source: string, value: unknown, path: string): Alert | Malformed {
  if (!isObject(value)) return malformed(path, 'expected an object');
  const status = value['status'];
  if (status !== 'firing' && status !== 'resolved') {
    return malformed(`${path}.status`, 'expected "firing" or "resolved"');
  }
  const labels = labelMap(value['labels'], `${path}.labels`);
  if ('outcome' in labels) return labels;
  const annotations = labelMap(value['annotations'] ?? {}, `${path}.annotations`);
  if ('outcome' in annotations) return annotations;
  const startsAt = timestamp(value['startsAt']);
  if (typeof startsAt !== 'number') {
    return malformed(`${path}.startsAt`, 'expected an RFC 3339 time such as 2026-11-23T20:41:32.642Z');
  }
  const endsAt = status === 'firing' ? null : timestamp(value['endsAt']);
  if (status === 'resolved' && typeof endsAt !== 'number') {
    return malformed(`${path}.endsAt`, 'a resolved alert needs its end as an RFC 3339 time');
  }
  const fingerprint = readFingerprint(value['fingerprint'], labels.labels, path);
  if (typeof fingerprint !== 'string') return fingerprint;
  const link = value['generatorURL'];
  return {
    source,
    fingerprint,
    startsAt,
    endsAt: endsAt ?? null,
    status,
    labels: labels.labels,
    annotations: annotations.labels,
    generatorUrl: typeof link === 'string' && link.length <= longestLink ? text(link, longestLink) : '',
  };
}

/** Alertmanager sends 16 hexadecimal characters; a sender that sends none gets one made of the labels, as Alertmanager does. */
function readFingerprint(value: unknown, labels: Record<string, string>, path: string): string | Malformed {
  if (value === undefined || value === '') {
    const sorted = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
    return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
  }
  if (typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value)) return value;
  return malformed(`${path}.fingerprint`, 'expected up to 128 visible ASCII characters');
}
