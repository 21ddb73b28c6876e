import { PromqlError, type BinaryOperator, type Expression, type Matching } from './promql-syntax.ts';
import { keyOf, type Labels, type Series, type TimeSeries } from './time-series.ts';

export interface Sample {
  labels: Labels;
  value: number;
}

export type Value = { type: 'scalar'; value: number } | { type: 'vector'; samples: Sample[] };

/**
 * The value of an expression at one moment (milliseconds).
 * @throws PromqlError for what this subset does not know
 */
export function evaluatePromql(expression: Expression, at: number, series: TimeSeries): Value {
  const evaluate = (inner: Expression): Value => evaluatePromql(inner, at, series);
  switch (expression.type) {
    case 'number':
      return { type: 'scalar', value: expression.value };
    case 'selector':
      if (expression.rangeMs !== undefined)
        throw new PromqlError('a range vector is only an argument of a function');
      return vector(series.instant(expression.matchers, at - expression.offsetMs));
    case 'negate':
      return mapValues(evaluate(expression.argument), (value) => -value);
    case 'call':
      return call(expression.name, expression.arguments, at, series);
    case 'aggregate':
      return aggregate(
        expression.operation,
        samplesOf(evaluate(expression.argument)),
        expression.by,
        expression.without,
      );
    case 'binary':
      return combine(
        expression.operator,
        evaluate(expression.left),
        evaluate(expression.right),
        expression.matching,
        expression.bool,
      );
  }
}

const overTime: Readonly<Record<string, (series: Series, rangeMs: number) => number | undefined>> = {
  rate: ({ points }, rangeMs) => increase(points, rangeMs, 'per-second'),
  increase: ({ points }, rangeMs) => increase(points, rangeMs, 'total'),
  max_over_time: ({ points }) => Math.max(...points.map(([, value]) => value)),
  min_over_time: ({ points }) => Math.min(...points.map(([, value]) => value)),
  avg_over_time: ({ points }) => points.reduce((sum, [, value]) => sum + value, 0) / points.length,
  count_over_time: ({ points }) => points.length,
  changes: ({ points }) =>
    points.filter(([, value], index) => index > 0 && points[index - 1]?.[1] !== value).length,
};

const simple: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
};

function call(name: string, list: readonly Expression[], at: number, series: TimeSeries): Value {
  const [first] = list;
  const ranged = overTime[name];
  if (ranged !== undefined) {
    if (first?.type !== 'selector' || first.rangeMs === undefined)
      throw new PromqlError(`${name} expects a range vector`);
    const end = at - first.offsetMs;
    const { rangeMs } = first;
    return vector(
      series.range(first.matchers, end - rangeMs, end).flatMap((one) => {
        const value = ranged(one, rangeMs);
        return value === undefined ? [] : [{ labels: withoutName(one.labels), value }];
      }),
    );
  }
  if (name === 'time') return { type: 'scalar', value: at / 1000 };
  if (first === undefined) throw new PromqlError(`${name} expects an argument`);
  const value = evaluatePromql(first, at, series);
  const each = simple[name];
  if (each !== undefined) return mapValues(value, each);
  if (name === 'vector')
    return vector(value.type === 'scalar' ? [{ labels: {}, value: value.value }] : value.samples);
  if (name === 'absent') return vector(samplesOf(value).length === 0 ? [{ labels: {}, value: 1 }] : []);
  throw new PromqlError(`unknown function with name "${name}"`);
}

/** Counter resets are added up; extrapolation to the edges of the range as Prometheus does it, without its half-interval rule. */
function increase(
  points: Series['points'],
  rangeMs: number,
  unit: 'per-second' | 'total',
): number | undefined {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || last[0] === first[0]) return undefined;
  let total = 0;
  points.forEach(([, value], index) => {
    const before = index === 0 ? value : (points[index - 1]?.[1] ?? value);
    total += value >= before ? value - before : value;
  });
  const covered = last[0] - first[0];
  return unit === 'per-second' ? total / (covered / 1000) : (total / covered) * rangeMs;
}

function aggregate(
  operation: string,
  samples: readonly Sample[],
  by: readonly string[],
  without: boolean,
): Value {
  const groups = new Map<string, { labels: Labels; values: number[] }>();
  for (const sample of samples) {
    const labels = pick(sample.labels, (label) =>
      without ? label !== '__name__' && !by.includes(label) : by.includes(label),
    );
    const group = groups.get(keyOf(labels)) ?? { labels, values: [] };
    group.values.push(sample.value);
    groups.set(keyOf(labels), group);
  }
  return vector(
    [...groups.values()].map(({ labels, values }) => ({ labels, value: fold(operation, values) })),
  );
}

function fold(operation: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (operation) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / values.length;
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'count':
      return values.length;
    case 'group':
      return 1;
    default:
      throw new PromqlError(`unknown aggregation ${operation}`);
  }
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

function combine(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  matching: Matching,
  bool: boolean,
): Value {
  if (operator === 'and' || operator === 'or' || operator === 'unless') {
    return vector(setOperation(operator, samplesOf(left), samplesOf(right), matching));
  }
  const apply = (a: number, b: number, kept: number): number | undefined => {
    const compare = comparisons[operator];
    if (compare === undefined) return arithmetic[operator]?.(a, b);
    if (bool) return compare(a, b) ? 1 : 0;
    return compare(a, b) ? kept : undefined;
  };
  if (left.type === 'scalar' && right.type === 'scalar') {
    return { type: 'scalar', value: apply(left.value, right.value, left.value) ?? NaN };
  }
  const keepsName = comparisons[operator] !== undefined && !bool;
  const labelsOf = (labels: Labels): Labels => (keepsName ? labels : withoutName(labels));
  if (left.type === 'scalar' || right.type === 'scalar') {
    const samples = left.type === 'vector' ? left.samples : samplesOf(right);
    return vector(
      samples.flatMap((sample) => {
        const a = left.type === 'scalar' ? left.value : sample.value;
        const b = right.type === 'scalar' ? right.value : sample.value;
        const value = apply(a, b, sample.value);
        return value === undefined ? [] : [{ labels: labelsOf(sample.labels), value }];
      }),
    );
  }
  return vector(pair(left.samples, right.samples, matching, apply, keepsName));
}

function pair(
  left: readonly Sample[],
  right: readonly Sample[],
  matching: Matching,
  apply: (a: number, b: number, kept: number) => number | undefined,
  keepsName: boolean,
): Sample[] {
  const [many, one] = matching.many === 'right' ? [right, left] : [left, right];
  const ones = new Map<string, Sample>();
  for (const sample of one) {
    const key = matchKey(sample.labels, matching);
    if (ones.has(key))
      throw new PromqlError(
        'found duplicate series for the match group; many-to-many matching is not allowed',
      );
    ones.set(key, sample);
  }
  return many.flatMap((sample) => {
    const partner = ones.get(matchKey(sample.labels, matching));
    if (partner === undefined) return [];
    const [a, b] = matching.many === 'right' ? [partner, sample] : [sample, partner];
    const value = apply(a.value, b.value, a.value);
    if (value === undefined) return [];
    const included = pick(partner.labels, (label) => matching.include.includes(label));
    const base = keepsName
      ? sample.labels
      : matching.many === 'none'
        ? pick(
            sample.labels,
            (label) => label !== '__name__' && matching.on === matching.labels.includes(label),
          )
        : withoutName(sample.labels);
    return [{ labels: { ...base, ...included }, value }];
  });
}

function setOperation(
  operator: 'and' | 'or' | 'unless',
  left: readonly Sample[],
  right: readonly Sample[],
  matching: Matching,
): Sample[] {
  const rights = new Set(right.map(({ labels }) => matchKey(labels, matching)));
  const lefts = new Set(left.map(({ labels }) => matchKey(labels, matching)));
  if (operator === 'or')
    return [...left, ...right.filter(({ labels }) => !lefts.has(matchKey(labels, matching)))];
  return left.filter(({ labels }) => rights.has(matchKey(labels, matching)) === (operator === 'and'));
}

function matchKey(labels: Labels, matching: Matching): string {
  return keyOf(
    pick(labels, (label) => label !== '__name__' && matching.on === matching.labels.includes(label)),
  );
}

function vector(samples: readonly Sample[]): Value {
  return { type: 'vector', samples: [...samples] };
}

function samplesOf(value: Value): Sample[] {
  if (value.type === 'scalar') throw new PromqlError('expected an instant vector, got a scalar');
  return value.samples;
}

function mapValues(value: Value, change: (value: number) => number): Value {
  if (value.type === 'scalar') return { type: 'scalar', value: change(value.value) };
  return vector(
    value.samples.map((sample) => ({ labels: withoutName(sample.labels), value: change(sample.value) })),
  );
}

function withoutName(labels: Labels): Labels {
  return pick(labels, (label) => label !== '__name__');
}

function pick(labels: Labels, keep: (label: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => keep(label)));
}
