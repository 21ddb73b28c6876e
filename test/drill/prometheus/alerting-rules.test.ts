import { expect, it } from 'vitest';
import { AlertingRules } from '../../../src/drill/prometheus/alerting-rules.ts';
import { TimeSeries } from '../../../src/drill/prometheus/time-series.ts';

it('walks an alert through pending, firing, kept firing and resolved', () => {
  const series = new TimeSeries({ keepMs: 600_000 });
  const rules = new AlertingRules([
    {
      alert: 'Down',
      expr: 'up == 0',
      forMs: 2_000,
      keepFiringForMs: 3_000,
      labels: { severity: 'critical', empty: '' },
      annotations: { summary: '{{ $labels.pod }} is down: {{ $value }}' },
    },
  ]);
  const states: (string | undefined)[] = [];
  //           0  1  2  3  4  5  6  7  8
  for (const [second, up] of [1, 0, 0, 0, 0, 1, 1, 1, 1].entries()) {
    series.append(second * 1000, [{ labels: { __name__: 'up', pod: 'a' }, value: up }]);
    rules.evaluate(second * 1000, series);
    states.push(rules.alerts()[0]?.state);
  }
  expect(states).toEqual([
    undefined,
    'pending',
    'pending',
    'firing',
    'firing',
    'firing',
    'firing',
    'resolved',
    'resolved',
  ]);
  expect(rules.alerts()[0]).toMatchObject({
    labels: { alertname: 'Down', pod: 'a', severity: 'critical' },
    annotations: { summary: 'a is down: 0' },
    activeAt: 1_000,
    firedAt: 3_000,
    resolvedAt: 7_000,
  });
});
