import { describe, expect, it } from 'vitest';
import { evaluatePromql } from '../../../src/drill/prometheus/evaluate-promql.ts';
import { parsePromql } from '../../../src/drill/prometheus/parse-promql.ts';
import { TimeSeries } from '../../../src/drill/prometheus/time-series.ts';

const series = new TimeSeries({ keepMs: 3_600_000 });
for (let second = 0; second <= 60; second += 1) {
  series.append(second * 1000, [
    { labels: { __name__: 'requests_total', pod: 'a', app: 'web' }, value: second * 10 },
    {
      labels: { __name__: 'requests_total', pod: 'b', app: 'web' },
      value: second < 30 ? second * 20 : (second - 30) * 20,
    },
    { labels: { __name__: 'replicas', app: 'web' }, value: 2 },
    { labels: { __name__: 'up', pod: 'a' }, value: second < 50 ? 1 : 0 },
    ...(second < 40 ? [{ labels: { __name__: 'gone', pod: 'c' }, value: 7 }] : []),
  ]);
}

function value(text: string): unknown {
  const result = evaluatePromql(parsePromql(text), 60_000, series);
  return result.type === 'scalar'
    ? result.value
    : result.samples.map(({ labels, value: number }) => [labels, number]);
}

describe('PromQL of the drill', () => {
  it.each([
    ['1 + 2 * 3 ^ 2', 19],
    ['-(2 - 5)', 3],
    ['up', [[{ __name__: 'up', pod: 'a' }, 0]]],
    ['up == 0', [[{ __name__: 'up', pod: 'a' }, 0]]],
    ['up > 0', []],
    ['up == bool 0', [[{ pod: 'a' }, 1]]],
    ['gone', []],
    ['max_over_time(up[20s])', [[{ pod: 'a' }, 1]]],
    ['rate(requests_total{pod="a"}[10s])', [[{ pod: 'a', app: 'web' }, 10]]],
    ['sum by (app) (rate(requests_total[40s])) / on (app) replicas', [[{ app: 'web' }, 14.743589743589743]]],
    ['sum(rate(requests_total{pod=~"a|b"}[10s])) by (app)', [[{ app: 'web' }, 30]]],
    [
      'requests_total{pod!="b"} unless on (pod) (up == 1)',
      [[{ __name__: 'requests_total', pod: 'a', app: 'web' }, 600]],
    ],
    ['requests_total and on (pod) up', [[{ __name__: 'requests_total', pod: 'a', app: 'web' }, 600]]],
    ['requests_total{pod="a"} * on (app) group_left () replicas', [[{ pod: 'a', app: 'web' }, 1200]]],
    ['count(requests_total) without (pod)', [[{ app: 'web' }, 2]]],
    ['absent(nothing{a="b"})', [[{}, 1]]],
    ['up offset 20s', [[{ __name__: 'up', pod: 'a' }, 1]]],
  ])('%s', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it.each([
    ['sum(', 'unexpected "end of input"'],
    ['up{a=}', 'bad label matcher'],
    ['rate(up)', 'expects a range vector'],
    ['histogram_quantile(up)', 'unknown function'],
    ['up $ 1', 'unexpected character'],
    ['requests_total + requests_total{pod="a"} * on (app) requests_total', 'many-to-many'],
  ])('refuses %s', (text, problem) => {
    expect(() => value(text)).toThrow(problem);
  });
});
