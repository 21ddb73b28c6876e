/** A piece of a PromQL expression. `depth` counts the brackets of all kinds around it. */
export interface PromqlToken {
  kind: 'word' | 'number' | 'string' | 'operator' | 'open' | 'close';
  text: string;
  start: number;
  end: number;
  depth: number;
}

const patterns: readonly (readonly [PromqlToken['kind'] | 'space', RegExp])[] = [
  ['space', /(?:\s+|#[^\n]*)/y],
  ['string', /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|`[^`]*`/y],
  // Durations (5m, 1h30m) and numbers (1, .5, 1e3, 0x1f): all begin with a digit or a point.
  [
    'number',
    /(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:ms|[smhdwy])?(?:\d+(?:ms|[smhdwy]))*)/y,
  ],
  ['word', /[A-Za-z_:][\w:]*/y],
  ['operator', /==|!=|>=|<=|=~|!~|[-+*/%^><=,@:]/y],
  ['open', /[([{]/y],
  ['close', /[)\]}]/y],
];

/** Undefined: the text is no PromQL (an unknown character, brackets that do not match). */
export function promqlTokens(expression: string): PromqlToken[] | undefined {
  const tokens: PromqlToken[] = [];
  let position = 0;
  let depth = 0;
  while (position < expression.length) {
    const found = next(expression, position);
    if (found === undefined) return undefined;
    const end = position + found.text.length;
    if (found.kind === 'close') depth -= 1;
    if (depth < 0) return undefined;
    if (found.kind !== 'space') tokens.push({ ...found, kind: found.kind, start: position, end, depth });
    if (found.kind === 'open') depth += 1;
    position = end;
  }
  return depth === 0 ? tokens : undefined;
}

function next(
  expression: string,
  position: number,
): { kind: PromqlToken['kind'] | 'space'; text: string } | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = position;
    const text = pattern.exec(expression)?.[0];
    if (text !== undefined && text !== '') return { kind, text };
  }
  return undefined;
}
