/**
 * Writes what differs from run to run as a placeholder: every remembered value as `{name}`, other uids as `{uuid}` and
 * times as `{time}`. A number counts only where it stands in quotes or brackets, as a resourceVersion does: elsewhere it
 * may be a number that means something.
 */
export function placeholders(text: string, memory: Record<string, string>): string {
  let result = text;
  // Longest first: one value may be the beginning of another.
  for (const [name, value] of Object.entries(memory).sort(([, a], [, b]) => b.length - a.length)) {
    const literal = value.replaceAll(/[^\w-]/g, '\\$&');
    const whole = /^\d+$/.test(value) ? `(?<=["(])${literal}(?=[")])` : `(?<![\\w-])${literal}(?![\\w-])`;
    result = result.replaceAll(new RegExp(whole, 'g'), `{${name}}`);
  }
  return result
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '{uuid}')
    .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '{time}');
}
