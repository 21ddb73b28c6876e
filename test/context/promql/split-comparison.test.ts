import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expressionOf } from '../../../src/context/promql/expression-of.ts';
import { splitComparison } from '../../../src/context/promql/split-comparison.ts';

describe('splitComparison', () => {
  it.each([
    ['up == 0', 'up', '==', 0],
    ['(up == 0)', 'up', '==', 0],
    ['sum(rate(x[5m])) by (job) / 2 > 0.05', 'sum(rate(x[5m])) by (job) / 2', '>', 0.05],
    ['x > 15 * 60', 'x', '>', 900],
    ['x >= -1.5e3', 'x', '>=', -1500],
    ['x < (1 - 0.9) * 14.4', 'x', '<', (1 - 0.9) * 14.4],
    ['x > bool 5', 'x', '>', 5],
    ['5 < x', 'x', '>', 5],
    ['x offset 5m != 2 ^ 2 ^ 0', 'x offset 5m', '!=', 2],
    ['x{a=">",b="or",c=~"1 > 2"} > 3', 'x{a=">",b="or",c=~"1 > 2"}', '>', 3],
    [`x{a='it\\'s > 1'} > 3`, `x{a='it\\'s > 1'}`, '>', 3],
    ['x > 1 and y < 2', 'x', '>', 1],
    ['x > 1 unless on (a) y', 'x', '>', 1],
    ['(x > 1) or (y > 2)', 'x', '>', 1],
    ['((x > 1) and y) or z > 4', 'x', '>', 1],
    ['x > 1 AND y', 'x', '>', 1],
    ['a and b > 1 or c', 'a', undefined, undefined],
    ['x > on (a, b) group_left (c) y', 'x', '>', undefined],
    ['a > b > 5', 'a', '>', 5],
    ['max(x > 1)', 'max(x > 1)', undefined, undefined],
    ['absent(up)', 'absent(up)', undefined, undefined],
    ['# why > 1\nx > 2 # or not', 'x', '>', 2],
    ['(a) - (b) > 0', '(a) - (b)', '>', 0],
    ['x[5m:1m] > 1', 'x[5m:1m]', '>', 1],
    ['x @ end() > 1', 'x @ end()', '>', 1],
  ] as const)('%s', (expression, plotted, comparison, threshold) => {
    expect(splitComparison(expression)).toEqual({
      plotted,
      ...(comparison === undefined ? {} : { comparison }),
      ...(threshold === undefined ? {} : { threshold }),
    });
  });

  it.each(['', '   ', 'x > (', 'x }', 'x ? y', '"unclosed'])('%j is no PromQL', (text) => {
    expect(splitComparison(text)).toBeUndefined();
  });

  it('never fails on any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void splitComparison(text)));
    const words = fc.constantFrom(
      'x',
      '>',
      '(',
      ')',
      'and',
      'or',
      '1',
      'bool',
      'on',
      '-',
      '"s"',
      '{',
      '}',
      '==',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => void splitComparison(parts.join(' '))),
    );
  });

  it("finds what there is to plot in kube-prometheus' rules", () => {
    const { rules } = JSON.parse(
      readFileSync(new URL('./kube-prometheus-expressions.json', import.meta.url), 'utf8'),
    ) as { rules: [string, string][] };
    const splits = rules.map(([name, expression]) => ({ name, split: splitComparison(expression) }));
    expect(splits.filter(({ split }) => split === undefined)).toEqual([]);
    expect(splits.filter(({ split }) => split?.threshold !== undefined)).toHaveLength(121);
    expect(splits.filter(({ split }) => split?.comparison === undefined).map(({ name }) => name)).toEqual([
      'Watchdog',
      'InfoInhibitor',
      'KubeStatefulSetUpdateNotRolledOut',
      'KubeAPIDown',
      'KubeletDown',
      'KubeSchedulerDown',
      'KubeControllerManagerDown',
      'PrometheusOperatorNotReady',
    ]);
  });
});

describe('expressionOf', () => {
  it.each([
    ['http://prom/graph?g0.expr=up%7Ba%3D%22b%22%7D+%3D%3D+0&g0.tab=1', 'up{a="b"} == 0'],
    ['http://prom/graph?g0.tab=1', undefined],
    ['http://grafana/alerting/x', undefined],
    ['', undefined],
  ])('%s', (generatorUrl, expression) => {
    expect(expressionOf({ generatorUrl })).toBe(expression);
  });
});
