import { redact } from './redaction/redact.ts';

/** Text from outside as one redacted line without control characters, at most `limit` characters long. */
export function oneLine(text: string, limit: number): string {
  const line = withoutControl(redact(text)).replace(/\s+/g, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

const escape = '\u001b';

/** Without terminal colours, control characters and marks that turn the direction of text, except tabs and line breaks. */
export function withoutControl(text: string): string {
  const [head = '', ...tails] = text.split(escape);
  const plain = [head, ...tails.map((tail) => tail.replace(/^\[[0-9;?]*[A-Za-z]/, ''))].join('');
  return plain
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (found) => (/[\n\t]/.test(found) ? found : ''));
}
