import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../../src/actions/judge-alert-values.ts';
import { longestLookback } from '../../src/context/promql/longest-lookback.ts';
import { readAlertValues } from '../../src/context/read-alert-values.ts';
import { combine } from '../../src/work/verify-alerts.ts';
import { alertExample } from '../store/support/examples.ts';

const worked = { result: 'worked', sentence: '3 of 3 pods available.' } as const;
const times = { since: 0, deadline: 600_000, now: 400_000 };

function change(before: number, now: number | 'over', more: Partial<AlertChange> = {}): AlertChange {
  return {
    alert: 'ErrorRateHigh',
    comparison: '>',
    threshold: 0.1,
    looksBackMs: 300_000,
    before: { holds: true, value: before },
    now: now === 'over' ? { holds: false } : { holds: true, value: now },
    ...more,
  };
}

describe('a verdict with what the alerts say', () => {
  it('is what it was where no alert held before', () => {
    expect(combine(worked, [], times)).toEqual(worked);
  });

  it('says that the alert is over', () => {
    expect(combine(worked, [change(0.34, 'over')], { ...times, now: 40_000 })).toEqual({
      result: 'worked',
      sentence: '3 of 3 pods available. ErrorRateHigh is over (0.34 before, fires > 0.1).',
    });
  });

  it.each([
    ['is no effect', 0.34, 0.33, 'no-effect'],
    ['is worse', 0.34, 0.5, 'worse'],
    ['is unknown while it gets better', 0.34, 0.2, 'unknown'],
  ])('pods that are ready while the alert goes on: %s', (_, before, now, result) => {
    expect(combine(worked, [change(before, now)], times)).toMatchObject({
      result,
      sentence: `3 of 3 pods available. ErrorRateHigh still holds (${before} before, ${now} now, fires > 0.1).`,
    });
  });

  it('knows that less can be worse', () => {
    const ready = { comparison: '<', threshold: 3 } as const;
    expect(combine(worked, [change(2, 1, ready)], times)).toMatchObject({ result: 'worse' });
    expect(combine(worked, [change(1, 2, ready)], times)).toMatchObject({ result: 'unknown' });
    expect(combine(worked, [change(1, 2, { comparison: '!=' })], times)).toMatchObject({
      result: 'no-effect',
    });
  });

  it('says no numbers of what is compared with another series: one side alone tells nothing', () => {
    const mismatch: AlertChange = change(3, 5, { alert: 'ReplicasMismatch', threshold: undefined });
    expect(combine(worked, [mismatch], times)).toEqual({
      result: 'no-effect',
      sentence: '3 of 3 pods available. ReplicasMismatch still holds.',
    });
    const over = { ...mismatch, now: { holds: false, value: 3 } };
    expect(combine(worked, [over], times)).toMatchObject({
      sentence: '3 of 3 pods available. ReplicasMismatch is over.',
    });
  });

  it('waits as long as the past stands in the value, and says what it waits for', () => {
    expect(combine(worked, [change(0.34, 0.3)], { ...times, now: 60_000 })).toEqual({
      pending: '3 of 3 pods available. ErrorRateHigh still holds (0.34 before, 0.3 now, fires > 0.1).',
      atDeadline: {
        result: 'unknown',
        sentence: '3 of 3 pods available. ErrorRateHigh still holds (0.34 before, 0.3 now, fires > 0.1).',
      },
    });
  });

  it('does not wait for what looks back further than verification does', () => {
    const hourly = change(0.34, 0.3, { looksBackMs: 3_600_000 });
    expect(combine(worked, [hourly], { ...times, now: 60_000 })).toEqual({
      result: 'worked',
      sentence:
        '3 of 3 pods available. ErrorRateHigh still holds (0.34 before, 0.3 now, fires > 0.1): it looks back so far that it cannot tell yet.',
    });
  });

  it('makes no effect worse when the alert says so, and never better', () => {
    const none = { result: 'no-effect', sentence: 'The rollout failed.' } as const;
    expect(combine(none, [change(0.34, 0.9)], times)).toMatchObject({ result: 'worse' });
    expect(combine(none, [change(0.34, 'over')], times)).toMatchObject({ result: 'no-effect' });
    const pending = { pending: 'x', atDeadline: none };
    expect(combine(pending, [change(0.34, 0.9)], times)).toMatchObject({
      atDeadline: { result: 'worse' },
    });
  });
});

it('reads the value of the alert’s own objects, the worst of them, at both moments', async () => {
  const expression = 'sum by (pod) (rate(errors[5m])) > 0.1';
  const generatorUrl = `http://prometheus/graph?g0.expr=${encodeURIComponent(expression)}&g0.tab=1`;
  const alert = (pod: string) =>
    alertExample({ labels: { alertname: 'ErrorRateHigh', pod }, generatorUrl, fingerprint: pod });
  const asked: string[] = [];
  const values: Readonly<Record<number, Record<string, number>>> = {
    1_000: { a: 0.2, b: 0.4, other: 9 },
    2_000: { a: 0.05, b: 0.01, other: 9 },
  };
  const readings = await readAlertValues(
    {
      query: async ({ expression: text, at }) => {
        asked.push(`${text} at ${at}`);
        const all = Object.entries(values[at] ?? {}).map(([pod, value]) => ({
          labels: { pod },
          points: [[at, value] as const],
        }));
        return Promise.resolve(
          text === expression ? all.filter(({ points }) => (points[0]?.[1] ?? 0) > 0.1) : all,
        );
      },
    },
    [alert('a'), alert('b')],
    { before: 1_000, now: 2_000, timeoutMs: 1_000 },
  );
  expect(readings).toEqual([
    {
      alert: 'ErrorRateHigh',
      comparison: '>',
      threshold: 0.1,
      looksBackMs: 300_000,
      before: { holds: true, value: 0.4 },
      now: { holds: false, value: 0.05 },
    },
  ]);
  expect(asked).toHaveLength(4);
});

it.each([
  ['up == 0', 0],
  ['rate(x[5m]) > 3', 300_000],
  ['max_over_time(x[1h30m]) / rate(y[30s] offset 2h) > 5 * 60', 7_200_000],
  ['a "5m" (', 0],
])('%s looks back %i ms', (expression, milliseconds) => {
  expect(longestLookback(expression)).toBe(milliseconds);
});
