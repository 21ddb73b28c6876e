import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import {
  change,
  container,
  crashed,
  died,
  metric,
  node,
  observe,
  pod,
  waiting,
  workload,
} from './fixtures.ts';

const pool: readonly Evidence[] = [
  pod('a', 'new', [crashed()]),
  pod('b', 'old'),
  pod('c', 'new', [container(waiting('ImagePullBackOff', 'not found'))]),
  pod('d', 'new', [
    container(waiting('CrashLoopBackOff'), { restartCount: 2, lastState: died(137, 'OOMKilled') }),
  ]),
  change(),
  workload(),
  node(),
  metric(),
  {
    id: 'failure/traces',
    kind: 'failure',
    source: 'traces',
    text: 'Traces did not answer within 5 s',
    data: { collector: 'traces', problem: 'Traces did not answer within 5 s' },
  },
];

describe('diagnose', () => {
  it('says nothing when nothing fits: cause not found', () => {
    expect(diagnose(observe([]))).toEqual([]);
    expect(diagnose(observe([pod('b', 'old'), workload()]))).toEqual([]);
  });

  it('puts the surer cause first', () => {
    const node1 = node();
    const found = diagnose(
      observe([pod('a', 'new', [crashed()], { ready: false }), pod('b', 'old'), change(), node1]),
    );
    expect(found.map((finding) => finding.code)).toEqual(['crash-after-rollout', 'node-not-ready']);
  });

  it('gives the same answer to the same evidence, ranked, and cites only what it saw', () => {
    fc.assert(
      fc.property(fc.subarray([...pool]), (evidence) => {
        const found = diagnose(observe(evidence));
        expect(diagnose(observe(structuredClone(evidence)))).toEqual(found);
        const ids = new Set(evidence.map((one) => one.id));
        for (const finding of found) {
          expect(finding.cites.length).toBeGreaterThan(0);
          expect(finding.cites.every((id) => ids.has(id))).toBe(true);
        }
        expect(found.map((finding) => finding.score)).toEqual(
          found.map((finding) => finding.score).toSorted((one, other) => other - one),
        );
      }),
    );
  });
});
