import { withoutControl } from '../one-line.ts';
import { redact } from '../redaction/redact.ts';

const maxLine = 500;

/** Text of a log → its redacted lines, newest last. Redacted before it is cut into lines: a key may span them. */
export function logLines(text: string, maxLines: number): string[] {
  return redact(withoutControl(text))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-maxLines)
    .map((line) => (line.length > maxLine ? `${line.slice(0, maxLine - 1)}…` : line));
}
