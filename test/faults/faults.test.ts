import { describe, it } from 'vitest';
import { inWords } from './support/judgement.ts';
import { runActions } from './actions.ts';
import { runStorm } from './storm.ts';

const clean = 'lost 0, duplicated 0, wrong 0';
const quiet = (): void => undefined;

// Both mostly wait: for a process to start, for Slack's turn, for pods to be stable.
describe.concurrent('a bot that is killed at random instants', () => {
  it('loses, doubles and garbles nothing of a storm', { timeout: 240_000 }, async ({ expect }) => {
    const report = await runStorm({ kills: 2, seed: 11, workloads: 4, print: quiet });
    expect(`${inWords(report)} ${JSON.stringify(report.lost.concat(report.duplicated, report.wrong))}`).toBe(
      `${clean} []`,
    );
    expect(report.cards).toBe(4);
    // Some 40 on a quiet machine: how many it sends in its time is not what is proven here.
    expect(report.webhooks).toBeGreaterThan(8);
  });

  it('carries out an approved action exactly once', { timeout: 240_000 }, async ({ expect }) => {
    const report = await runActions({ kills: 2, seed: 11, print: quiet });
    expect(`${inWords(report)} ${JSON.stringify(report.lost.concat(report.duplicated, report.wrong))}`).toBe(
      `${clean} []`,
    );
  });
});
