/** Where in the body the fault is (`alerts[3].startsAt`; empty: the body as a whole) and what was expected. */
export interface Malformed {
  outcome: 'malformed';
  path: string;
  message: string;
}

export function malformed(path: string, message: string): Malformed {
  return { outcome: 'malformed', path, message };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Longest label or annotation value that is kept; kube-prometheus' longest description has under 1,000 characters. */
export const longestValue = 4096;

/** Most labels that one alert keeps: Prometheus users stay under 30; more than this is a mistake or malice. */
const mostLabels = 1024;

const longestLabelName = 256;

/** What is kept of a text: well-formed UTF-16 without NUL (PostgreSQL refuses both), cut at `longest` with an ellipsis. */
export function keptText(value: string, longest: number): string {
  const kept = value.length > longest ? `${value.slice(0, longest - 1)}…` : value;
  // Nearly every text is clean: looking costs less than rewriting.
  return kept.isWellFormed() && !kept.includes('\0') ? kept : kept.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** An optional text: anything else than a string reads as empty. */
export function text(value: unknown, longest: number): string {
  return typeof value === 'string' ? keptText(value, longest) : '';
}

/** A map of strings. Too many or too long entries are cut, for an alert must not be lost for a hostile label. */
export function labelMap(value: unknown, path: string): { labels: Record<string, string> } | Malformed {
  if (!isObject(value)) return malformed(path, 'expected an object of strings');
  const names = Object.keys(value);
  let asSent = names.length <= mostLabels;
  const entries: [string, string][] = [];
  for (const name of names) {
    const one = value[name];
    if (typeof one !== 'string') {
      return malformed(
        `${path}.${keptText(name, longestLabelName)}`,
        `expected a string, found ${typeof one}`,
      );
    }
    if (entries.length === mostLabels) break;
    // As in Prometheus, an empty label is no label.
    const kept: [string, string] = [keptText(name, longestLabelName), keptText(one, longestValue)];
    if (one !== '') entries.push(kept);
    if (one === '' || kept[0] !== name || kept[1] !== one) asSent = false;
  }
  // Nearly always; building it anew is what reading a delivery would cost most.
  if (asSent) return { labels: value as Record<string, string> };
  // fromEntries defines properties, so that a label called __proto__ is a label.
  return { labels: Object.fromEntries(entries) };
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the epoch; null for Go's zero time (year 1); undefined when it is no RFC 3339 time. */
export function timestamp(value: unknown): number | null | undefined {
  if (typeof value !== 'string' || !rfc3339.test(value)) return undefined;
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) return undefined;
  return milliseconds < 0 ? null : milliseconds;
}
