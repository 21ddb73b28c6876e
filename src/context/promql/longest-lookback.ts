import { promqlTokens } from './promql-tokens.ts';

/** https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations, in milliseconds. */
const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/**
 * How far back an expression looks at most: its longest duration (a range such as `[5m]`, an offset). For so long after a
 * change the past still stands in its value. 0: it looks at this moment only, or is no PromQL.
 */
export function longestLookback(expression: string): number {
  const durations = (promqlTokens(expression) ?? []).map(({ text }) => durationOf(text));
  return Math.max(0, ...durations);
}

function durationOf(text: string): number {
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return 0;
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0),
    0,
  );
}
