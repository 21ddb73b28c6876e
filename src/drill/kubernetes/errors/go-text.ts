/** A JSON value as Go prints it with %v: `map[image:x name:app]`, `[a b]`; messages of failed patches show it. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${goText(item)}`).join(' ')}]`;
}

/** Go's name for the type of a JSON value. */
export function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map';
}

/** Go's words for a number that cannot be read. */
export function unreadableNumber(call: 'ParseInt' | 'ParseUint', text: string): string {
  return `strconv.${call}: parsing ${JSON.stringify(text)}: invalid syntax`;
}
