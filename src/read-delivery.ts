import { parseDelivery as parse } from './alerts/parse-delivery.ts';
import { redact } from './context/redaction/redact.ts';
import type { Alert, Delivery } from './model/alert.ts';

type Parsed = ReturnType<typeof parse>;

/**
 * What the store's thread loads to read webhook bodies: Alertmanager's wire format, with secrets taken out of what people
 * wrote into labels and annotations before anything is stored. The fingerprint stays Alertmanager's own.
 */
export function parseDelivery(source: string, body: Uint8Array): Parsed {
  const parsed = parse(source, body);
  return parsed.outcome === 'malformed' ? parsed : { ...parsed, delivery: withoutSecrets(parsed.delivery) };
}

/** Longer texts are rare and are looked at each time. */
const longestRemembered = 512;
const mostRemembered = 4_096;
/** Texts without secrets, newer and older ones: the alerts of a storm share most of their texts. A secret is never kept here. */
let clean = new Set<string>();
let cleanBefore = new Set<string>();

function withoutSecrets(delivery: Delivery): Delivery {
  const { alerts, groupLabels } = delivery;
  return { ...delivery, groupLabels: cleanValues(groupLabels), alerts: alerts.map(cleanAlert) };
}

function cleanAlert(alert: Alert): Alert {
  const labels = cleanValues(alert.labels);
  const annotations = cleanValues(alert.annotations);
  const generatorUrl = cleanText(alert.generatorUrl);
  if (labels === alert.labels && annotations === alert.annotations && generatorUrl === alert.generatorUrl)
    return alert;
  return { ...alert, labels, annotations, generatorUrl };
}

function cleanValues(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const dirty = Object.keys(map).some((name) => cleanText(map[name] ?? '') !== map[name]);
  if (!dirty) return map;
  // fromEntries defines properties, so that a label called __proto__ is a label.
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, cleanText(value)]));
}

function cleanText(text: string): string {
  if (clean.has(text)) return text;
  const found = cleanBefore.has(text) ? text : redact(text);
  if (found === text && text.length <= longestRemembered) remember(text);
  return found;
}

function remember(text: string): void {
  if (clean.size >= mostRemembered) {
    cleanBefore = clean;
    clean = new Set();
  }
  clean.add(text);
}
