import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleWitness, type Testimony } from '../../src/incidents/witness.ts';
import { readRules } from '../../src/telemetry/prometheus/read-rules.ts';

/** Answered by Prometheus 2.42. */
const answer: unknown = JSON.parse(readFileSync('test/fixtures/prometheus/rules.json', 'utf8'));
const rules = readRules({ status: 200, json: answer });
const pod = 'checkout-7d9f8c6b5-bx2zt';

describe('what Prometheus says of an alert', () => {
  it.each<[Testimony, string, Record<string, string>]>([
    ['firing', 'KubePodCrashLooping', { pod, namespace: 'shop', severity: 'warning' }],
    // External labels are added, a relabelling drops some.
    ['firing', 'KubePodCrashLooping', { pod, severity: 'warning', cluster: 'prod' }],
    ['inactive', 'KubePodCrashLooping', { pod: 'other', namespace: 'shop', severity: 'warning' }],
    ['inactive', 'Quiet', {}],
    ['pending', 'Waiting', {}],
    ['no-answer', 'Broken', {}],
    ['not-its-rule', 'LokiSaysSo', {}],
  ])('%s: %s %j', (testimony, alertname, labels) => {
    expect(ruleWitness(rules)({ labels: { alertname, ...labels } })).toBe(testimony);
  });

  it('is nothing before the first evaluation', () => {
    const text = JSON.stringify(answer).replaceAll(
      /"lastEvaluation":"[^"]*"/g,
      '"lastEvaluation":"0001-01-01T00:00:00Z"',
    );
    const witness = ruleWitness(readRules({ status: 200, json: JSON.parse(text) }));
    expect(witness({ labels: { alertname: 'Quiet' } })).toBe('no-answer');
  });
});

describe('readRules', () => {
  it('leaves recording rules out', () => {
    const rule = { type: 'recording', name: 'job:up', health: 'ok' };
    const json = { status: 'success', data: { groups: [{ rules: [rule] }] } };
    expect(readRules({ status: 200, json })).toEqual([]);
  });

  it.each([
    [{ status: 'error', error: 'bad_data' }, 400, /refused to list its rules: bad_data/],
    ['<html>', 404, /answered 404 without its rules/],
    [{ status: 'success', data: {} }, 200, /without its rules/],
  ])('%j is no list', (json, status, message) => {
    expect(() => readRules({ status, json })).toThrow(message);
  });
});
