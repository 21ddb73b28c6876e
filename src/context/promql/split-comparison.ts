import type { MetricFacts } from '../../model/evidence.ts';
import { promqlTokens, type PromqlToken } from './promql-tokens.ts';

/** An alert's expression in the parts that a chart shows. */
export interface SplitExpression {
  /** The left side of the comparison; the whole expression when it compares nothing. */
  plotted: string;
  comparison?: NonNullable<MetricFacts['comparison']>;
  /** The right side, when it is a number (also computed from numbers: `15 * 60`). */
  threshold?: number;
}

const comparisons: ReadonlySet<string> = new Set(['>', '<', '>=', '<=', '==', '!=']);
const setOperators: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

/**
 * Splits at the comparison on top, as Prometheus binds operators (https://prometheus.io/docs/prometheus/latest/querying/operators/):
 * `or` and `and`/`unless` bind weakest, so their left side is looked at; then the comparison, the last one first, for they
 * bind to the left. A number on the left turns the comparison round. Undefined: no PromQL.
 */
export function splitComparison(expression: string): SplitExpression | undefined {
  const tokens = promqlTokens(expression);
  if (tokens === undefined || tokens.length === 0) return undefined;
  const side = leftmostSide(unwrapped(tokens));
  const index = side.findLastIndex(
    (token) => isTop(token, side) && token.kind === 'operator' && comparisons.has(token.text),
  );
  const operator = side[index];
  if (operator === undefined || index === 0) return { plotted: textOf(expression, side) };
  const left = side.slice(0, index);
  const right = afterModifiers(side.slice(index + 1));
  const comparison = operator.text as SplitExpression['comparison'] & string;
  const [leftNumber, rightNumber] = [numberOf(left), numberOf(right)];
  if (leftNumber !== undefined && rightNumber === undefined) {
    return { plotted: textOf(expression, right), comparison: turned(comparison), threshold: leftNumber };
  }
  // `a > b > 5`: the left side compares too, which filters but changes no value.
  const inner = splitComparison(textOf(expression, left));
  const plotted = inner?.comparison === undefined ? textOf(expression, unwrapped(left)) : inner.plotted;
  return { plotted, comparison, ...(rightNumber === undefined ? {} : { threshold: rightNumber }) };
}

/** The side that alerts come from: left of the first `or`, `and` or `unless` on top, through brackets. */
function leftmostSide(tokens: readonly PromqlToken[]): readonly PromqlToken[] {
  const index = tokens.findIndex((token) => isTop(token, tokens) && isSetOperator(token));
  if (index <= 0) return tokens;
  return leftmostSide(unwrapped(tokens.slice(0, index)));
}

function isSetOperator(token: PromqlToken): boolean {
  return token.kind === 'word' && setOperators.has(token.text.toLowerCase());
}

function isTop(token: PromqlToken, among: readonly PromqlToken[]): boolean {
  return token.depth === (among[0]?.depth ?? 0);
}

/** Without brackets that hold all of it. */
function unwrapped(tokens: readonly PromqlToken[]): readonly PromqlToken[] {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first?.text !== '(' || last?.text !== ')') return tokens;
  const closes = tokens.findIndex((token) => token.kind === 'close' && token.depth === first.depth);
  return closes === tokens.length - 1 && closes > 1 ? unwrapped(tokens.slice(1, -1)) : tokens;
}

/** `bool`, `on (…)`, `ignoring (…)`, `group_left (…)` stand between the operator and its right side. */
function afterModifiers(tokens: readonly PromqlToken[]): readonly PromqlToken[] {
  const [first, second] = tokens;
  if (first?.kind !== 'word') return tokens;
  const word = first.text.toLowerCase();
  if (word === 'bool') return afterModifiers(tokens.slice(1));
  if (!['on', 'ignoring', 'group_left', 'group_right'].includes(word)) return tokens;
  if (second?.text !== '(') return afterModifiers(tokens.slice(1));
  const close = tokens.findIndex((token) => token.kind === 'close' && token.depth === second.depth);
  return close === -1 ? tokens : afterModifiers(tokens.slice(close + 1));
}

function textOf(expression: string, tokens: readonly PromqlToken[]): string {
  return expression.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);
}

const mirrored = { '>': '<', '<': '>', '>=': '<=', '<=': '>=', '==': '==', '!=': '!=' } as const;

function turned(
  comparison: NonNullable<SplitExpression['comparison']>,
): NonNullable<SplitExpression['comparison']> {
  return mirrored[comparison];
}

/** The value of an expression of numbers alone, with + - * / ^ % and brackets; undefined when there is more in it. */
function numberOf(tokens: readonly PromqlToken[]): number | undefined {
  let position = 0;
  const peek = () => tokens[position]?.text ?? '';
  const atom = (): number => {
    const token = tokens[position++];
    if (token?.text === '-') return -power();
    if (token?.text === '+') return power();
    if (token?.text === '(') {
      const value = sum();
      return tokens[position++]?.text === ')' ? value : NaN;
    }
    if (token?.kind === 'word' && /^inf$/i.test(token.text)) return Infinity;
    return token?.kind === 'number' ? Number(token.text.replaceAll('_', '')) : NaN;
  };
  const power = (): number => {
    const base = atom();
    if (peek() !== '^') return base;
    position++;
    return base ** power();
  };
  const product = (): number => {
    let value = power();
    while (['*', '/', '%'].includes(peek())) {
      const operator = tokens[position++]?.text;
      const other = power();
      value = operator === '*' ? value * other : operator === '/' ? value / other : value % other;
    }
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (['+', '-'].includes(peek())) value += tokens[position++]?.text === '+' ? product() : -product();
    return value;
  };
  const value = sum();
  return position === tokens.length && Number.isFinite(value) ? value : undefined;
}
