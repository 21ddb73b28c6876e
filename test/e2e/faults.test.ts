import { afterAll, describe, expect, it } from 'vitest';
import { runActions } from '../faults/actions.ts';
import { runStorm, type StormOptions, type StormReport } from '../faults/storm.ts';
import { inWords, type Judgement } from '../faults/support/judgement.ts';
import { ownSchema } from '../faults/support/own-schema.ts';
import { slackFaultNames } from '../faults/support/slack-faults.ts';
import { cleanup } from './support/cleanup.ts';
import { startPostgres } from './support/start-postgres.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const ends = cleanup();
afterAll(ends.run);

const clean = 'lost 0, duplicated 0, wrong 0';
/** Each takes a minute or two, on a busy machine ten. What no longer moves is told earlier, by the story itself. */
const patienceMs = 900_000;
const print = (): void => undefined;

function expectClean(report: Judgement): void {
  expect([...report.lost, ...report.duplicated, ...report.wrong]).toEqual([]);
  expect(inWords(report)).toBe(clean);
}

async function storm(options: Omit<StormOptions, 'print'>): Promise<StormReport> {
  const report = await runStorm({ ...options, print });
  expectClean(report);
  return report;
}

function endsLike(report: StormReport, pattern: RegExp): number {
  return Object.entries(report.ends)
    .filter(([end]) => pattern.test(end))
    .reduce((sum, [, count]) => sum + count, 0);
}

describe('20 kills under a storm: nothing lost, nothing twice, nothing wrong', () => {
  it('on the embedded store', { timeout: patienceMs }, async () => {
    const report = await storm({ kills: 20, seed: 42 });
    expect(report.slackFaults['drop-answer']).toBeGreaterThan(0);
    expect(endsLike(report, /before|after a post|after an edit|webhook sent/)).toBeGreaterThan(0);
  });

  it('on PostgreSQL, which dies too', { timeout: patienceMs }, async () => {
    const folder = await temporaryFolder('faults');
    ends.add(folder.remove);
    const postgres = await startPostgres(folder.path);
    ends.add(postgres.stop);
    const { url } = await ownSchema(postgres.url);
    const report = await storm({ kills: 20, seed: 42, databaseUrl: url, postgres });
    expect(endsLike(report, /PostgreSQL killed/)).toBeGreaterThan(0);
    // What cannot be kept is not taken: the sender hears it and sends it again.
    expect(report.answers[503]).toBeGreaterThan(0);
  });
});

// They mostly wait: for a process to start, for the lease of one that died.
describe.concurrent('20 kills while approved actions run: each changes the cluster once', () => {
  it('on the embedded store', { timeout: patienceMs }, async () => {
    expectClean(await runActions({ kills: 20, seed: 42, print }));
  });

  it('on PostgreSQL', { timeout: patienceMs }, async () => {
    const folder = await temporaryFolder('faults');
    ends.add(folder.remove);
    const postgres = await startPostgres(folder.path);
    ends.add(postgres.stop);
    const { url } = await ownSchema(postgres.url);
    expectClean(await runActions({ kills: 20, seed: 42, databaseUrl: url, print }));
  });
});

// They mostly wait: for calls that hang, for pauses that Slack asks for.
describe.concurrent('what Slack suffers from costs no card', () => {
  it.each(slackFaultNames)('%s', { timeout: patienceMs }, async (slackFaults) => {
    const report = await storm({ kills: 1, seed: 42, workloads: 8, slackFaults });
    const kind = slackFaults === 'late-answer' ? 'slow' : slackFaults;
    if (kind !== 'disconnect' && kind !== 'duplicate-envelopes')
      expect(report.slackFaults[kind]).toBeGreaterThan(0);
  });

  it('all of it, mixed by seed', { timeout: patienceMs }, async () => {
    await storm({ kills: 4, seed: 42, workloads: 16, slackFaults: 'mixed' });
  });

  it('a click comes twice, its connection is cut: one change', { timeout: patienceMs }, async () => {
    expectClean(await runActions({ kills: 2, seed: 42, slackFaults: 'duplicate-envelopes', print }));
    expectClean(await runActions({ kills: 2, seed: 42, slackFaults: 'disconnect', print }));
  });
});
