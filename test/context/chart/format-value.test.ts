import { describe, expect, it } from 'vitest';
import { formatWithUnit } from '../../../src/context/chart/format-value.ts';
import { unitOf } from '../../../src/context/chart/unit-of.ts';

describe('formatWithUnit', () => {
  it.each([
    [0, 'none', '0'],
    [0.85, 'none', '0.85'],
    [1234, 'none', '1234'],
    [12_345, 'none', '12.3k'],
    [3_200_000, 'none', '3.2M'],
    [1.5e-7, 'none', '1.5e-7'],
    [-12_345, 'none', '-12.3k'],
    [0, 'seconds', '0 s'],
    [0.0005, 'seconds', '500 µs'],
    [0.25, 'seconds', '250 ms'],
    [90, 'seconds', '90 s'],
    [900, 'seconds', '15 min'],
    [86_400, 'seconds', '24 h'],
    [512, 'bytes', '512 B'],
    [1_610_612_736, 'bytes', '1.5 GiB'],
    [0.123, 'ratio', '12.3%'],
  ] as const)('%d %s is %s', (value, unit, text) => {
    expect(formatWithUnit(value, unit)).toBe(text);
  });
});

describe('unitOf', () => {
  it.each([
    ['container_memory_working_set_bytes{pod="a"}', 'bytes'],
    ['sum by (pod) (container_memory_working_set_bytes)', 'bytes'],
    ['histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))', 'seconds'],
    ['rate(container_cpu_usage_seconds_total[5m])', 'none'],
    ['a_bytes / b_bytes', 'none'],
    ['node_filesystem_avail_ratio', 'ratio'],
    ['time() - x_timestamp_seconds', 'none'],
    ['up', 'none'],
    ['not promql ((', 'none'],
  ])('%s is in %s', (expression, unit) => {
    expect(unitOf(expression)).toBe(unit);
  });
});
