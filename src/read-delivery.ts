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

function withoutSecrets(delivery: Delivery): Delivery {
  // Alerts of a group share most of their texts: each is looked at once.
  const seen = new Map<string, string>();
  const clean = (text: string): string => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    const cleaned = redact(text);
    seen.set(text, cleaned);
    return cleaned;
  };
  const values = (map: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, clean(value)]));
  const alerts = delivery.alerts.map((alert): Alert => ({
    ...alert,
    labels: values(alert.labels),
    annotations: values(alert.annotations),
    generatorUrl: clean(alert.generatorUrl),
  }));
  return { ...delivery, groupLabels: values(delivery.groupLabels), alerts };
}
