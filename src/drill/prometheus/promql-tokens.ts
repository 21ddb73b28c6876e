import { PromqlError } from './promql-syntax.ts';

export interface Token {
  kind: 'word' | 'number' | 'string' | 'duration' | 'symbol' | 'end';
  text: string;
  at: number;
}

const pattern =
  /(?<space>\s+|#[^\n]*)|(?<duration>(?:\d+(?:ms|[smhdwy]))+(?![\w.]))|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|0x[0-9a-fA-F]+)|(?<word>[a-zA-Z_:][\w:]*)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<symbol>==|!=|>=|<=|=~|!~|[-+*/%^=<>(){}[\],])/y;

/** Splits an expression; throws PromqlError where it cannot. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined)
      throw new PromqlError(`1:${at + 1}: parse error: unexpected character: "${text.charAt(at)}"`);
    for (const kind of ['duration', 'number', 'word', 'string', 'symbol'] as const) {
      const found = groups[kind];
      if (found !== undefined) tokens.push({ kind, text: found, at });
    }
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** `1h30m` in milliseconds. */
export function durationMs(text: string): number {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g))
    total += Number(amount) * (units[unit ?? ''] ?? 0);
  return total;
}

/** The text of a quoted string. */
export function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(.)/g, (_whole, character: string) => (character === 'n' ? '\n' : character));
}
