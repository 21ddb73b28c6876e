import { expect, it } from 'vitest';
import { runActions } from '../faults/actions.ts';
import { runStorm } from '../faults/storm.ts';
import { inWords } from '../faults/support/judgement.ts';

const clean = 'lost 0, duplicated 0, wrong 0';
const print = (): void => undefined;

it('20 kills under a storm: nothing lost, nothing twice, nothing wrong', { timeout: 400_000 }, async () => {
  const report = await runStorm({ kills: 20, seed: 42, print });
  expect([...report.lost, ...report.duplicated, ...report.wrong]).toEqual([]);
  expect(inWords(report)).toBe(clean);
  expect(report.slackFaults['drop-answer']).toBeGreaterThan(0);
});

it('20 kills while approved actions run: each changes the cluster once', { timeout: 400_000 }, async () => {
  const report = await runActions({ kills: 20, seed: 42, print });
  expect([...report.lost, ...report.duplicated, ...report.wrong]).toEqual([]);
});
