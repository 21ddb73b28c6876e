import { describe, expect, it } from 'vitest';
import { podSecurityWarning } from '../../../src/actions/warnings/pod-security-warning.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { podSecurityCases } from './pod-security-cases.ts';

const namespace = (level: string): JsonObject => ({
  metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': level } },
});

// That the real API server judges the same templates alike: test/e2e/plan-warnings.test.ts.
describe('what Pod Security will refuse', () => {
  it.each(podSecurityCases)('$name', ({ template, refusedBy, words = '' }) => {
    const [baseline, restricted] = ['baseline', 'restricted'].map((level) =>
      podSecurityWarning(namespace(level), template),
    );
    if (refusedBy === undefined) expect([baseline, restricted]).toEqual([undefined, undefined]);
    else expect(restricted).toContain(words);
    if (refusedBy === 'baseline') expect(baseline).toContain(words);
    else expect(baseline).toBeUndefined();
    expect(podSecurityWarning(namespace('privileged'), template)).toBeUndefined();
    expect(podSecurityWarning({ metadata: { name: 'shop' } }, template)).toBeUndefined();
  });
});
