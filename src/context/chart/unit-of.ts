import { promqlTokens } from '../promql/promql-tokens.ts';
import type { Unit } from './format-value.ts';

/**
 * The unit of an expression, from the names of its metrics (https://prometheus.io/docs/practices/naming/): all end in
 * `_bytes`, `_seconds` or `_ratio`. Functions that change the unit, divisions and multiplications leave none; `none` is
 * always a correct answer.
 */
export function unitOf(expression: string): Unit {
  const tokens = promqlTokens(expression) ?? [];
  const words = tokens.filter((token) => token.kind === 'word').map((token) => token.text);
  // rate() of seconds is seconds per second; a division may be a ratio or anything.
  const changed = tokens.some(
    (token) => token.kind === 'operator' && ['*', '/', '%', '^'].includes(token.text),
  );
  const rated = words.some((word) =>
    ['rate', 'irate', 'deriv', 'count', 'count_over_time', 'changes', 'resets'].includes(word),
  );
  const quantile = words.includes('histogram_quantile');
  if (changed || (rated && !quantile) || words.includes('time')) return 'none';
  const metrics = words.filter(
    (word) => /_/.test(word) && tokens.some((token) => token.text === word && !isCall(tokens, token)),
  );
  const units = new Set(metrics.map(unitOfMetric).filter((unit) => unit !== undefined));
  const [unit] = units;
  return units.size === 1 && unit !== undefined ? unit : 'none';
}

function unitOfMetric(name: string): Unit | undefined {
  const plain = name.replace(/_(?:total|sum|bucket)$/, '').replace(/:[\w:]*$/, '');
  if (/_bytes$/.test(plain)) return 'bytes';
  if (/_seconds$/.test(plain)) return 'seconds';
  return /_ratio$/.test(plain) ? 'ratio' : undefined;
}

function isCall(
  tokens: readonly { text: string; start: number; end: number }[],
  token: { end: number },
): boolean {
  return tokens.some((next) => next.start === token.end && next.text === '(');
}
