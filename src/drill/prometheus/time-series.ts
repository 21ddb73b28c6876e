import type { Matcher } from './promql-syntax.ts';

export type Labels = Readonly<Record<string, string>>;

/** One series; `__name__` is among the labels. Points are in the order of time. */
export interface Series {
  labels: Labels;
  points: [at: number, value: number][];
}

/** A series is gone when it was not there at this scrape: Prometheus' staleness marker, without which a dead pod's last value would live on for five minutes. */
const stale = NaN;

/** Series in memory, with what a scrape does to them. */
export class TimeSeries {
  readonly #series = new Map<string, Series>();
  readonly #keepMs: number;

  constructor(options: { keepMs: number }) {
    this.#keepMs = options.keepMs;
  }

  /** One scrape: all samples of one moment. A series that was there at the scrape before and is not now becomes stale. */
  append(at: number, samples: readonly { labels: Labels; value: number }[]): void {
    const seen = new Set<string>();
    for (const { labels, value } of samples) {
      const key = keyOf(labels);
      seen.add(key);
      const series = this.#series.get(key) ?? { labels, points: [] };
      series.points.push([at, value]);
      this.#series.set(key, series);
    }
    for (const [key, series] of this.#series) {
      const last = series.points.at(-1);
      if (!seen.has(key) && last !== undefined && !Number.isNaN(last[1])) series.points.push([at, stale]);
      while ((series.points[0]?.[0] ?? Infinity) < at - this.#keepMs) series.points.shift();
      if (series.points.length === 0) this.#series.delete(key);
    }
  }

  /** Series whose labels match, with their points in (from, to]; stale marks left out. */
  range(matchers: readonly Matcher[], from: number, to: number): Series[] {
    const found: Series[] = [];
    for (const series of this.#matching(matchers)) {
      const points = series.points.filter(([at, value]) => at > from && at <= to && !Number.isNaN(value));
      if (points.length > 0) found.push({ labels: series.labels, points });
    }
    return found;
  }

  /** The newest value at a moment, not older than the look-back of five minutes and not stale. */
  instant(matchers: readonly Matcher[], at: number): { labels: Labels; value: number }[] {
    const lookBackMs = 300_000;
    const found: { labels: Labels; value: number }[] = [];
    for (const series of this.#matching(matchers)) {
      const point = series.points.findLast(([when]) => when <= at);
      if (point !== undefined && point[0] > at - lookBackMs && !Number.isNaN(point[1])) {
        found.push({ labels: series.labels, value: point[1] });
      }
    }
    return found;
  }

  #matching(matchers: readonly Matcher[]): Series[] {
    const tests = matchers.map(testOf);
    return [...this.#series.values()].filter(({ labels }) => tests.every((test) => test(labels)));
  }
}

function testOf({ label, operator, value }: Matcher): (labels: Labels) => boolean {
  // Prometheus anchors both ends of a pattern.
  const pattern = operator === '=~' || operator === '!~' ? new RegExp(`^(?:${value})$`) : undefined;
  return (labels) => {
    const actual = labels[label] ?? '';
    switch (operator) {
      case '=':
        return actual === value;
      case '!=':
        return actual !== value;
      case '=~':
        return pattern?.test(actual) === true;
      case '!~':
        return pattern?.test(actual) !== true;
    }
  };
}

/** The same labels in any order are the same series. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
}
