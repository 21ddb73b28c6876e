import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerTo } from '../../stories/support/answer-to.ts';
import { cleanup } from '../support/cleanup.ts';
import { playTwoBots, type TwoBotsReport } from '../two-bots/play-two-bots.ts';
import { expiresMs, namespaces, startTwoBots, type TwoBotsWorld } from '../two-bots/two-bots-world.ts';

/** DESIGN: the death of one moves its work within 15 s. */
const takenOverWithinMs = 15_000;

/** `npm run story -- two-bots [--paused]` plays the same, and prints it. */
const stories = [
  // Two clocks measure a second a little differently.
  { fate: 'killed', incidents: 400, limited: 2 },
  // Stopped until the other has its work, and set going again, as by a machine that is moved. When the database ends what
  // it had begun, posts that had their turn and waited for the store leave with the next: one a channel.
  { fate: 'paused', incidents: 200, limited: 2 + namespaces.length },
] as const;

describe.each(stories)(
  '$incidents incidents on two bots, clocks 30 s apart, one $fate',
  ({ fate, incidents, limited }) => {
    const ends = cleanup();
    let world: TwoBotsWorld;
    let report: TwoBotsReport;
    const printed: string[] = [];

    beforeAll(async () => {
      world = await startTwoBots();
      ends.add(world.stop);
      report = await playTwoBots(world, { incidents, fate, print: (line) => printed.push(line) });
    });
    afterAll(ends.run);

    it('leaves nothing twice and nothing lost', () => {
      const { lost, duplicated, wrong } = report;
      expect({ lost, duplicated, wrong }, printed.join('\n')).toEqual({
        lost: [],
        duplicated: [],
        wrong: [],
      });
    });

    it('tells of all of them on few cards', () => {
      expect(report.storms).toBeGreaterThanOrEqual(1);
      expect(report.cards + report.storms).toBeLessThan(incidents / 4);
    });

    it("keeps to Slack's limits together", () => {
      expect(report.limited).toBeLessThanOrEqual(limited);
    });

    it('moves all work of that one within 15 s', () => {
      expect(report.held).toBeGreaterThanOrEqual(3);
      expect(report.takenOverMs).toBeLessThan(takenOverWithinMs);
    });

    it('carries the approved action out once', () => {
      expect(report.mutations).toBe(1);
    });

    it("ends the plan that nobody answered by the database's clock", () => {
      expect(report.expiredMs).toBeGreaterThanOrEqual(expiresMs);
      // It may have been held by that one; Slack needs a moment too.
      expect(report.expiredMs).toBeLessThan(expiresMs + takenOverWithinMs);
    });

    it('answers people', async () => {
      const answer = await answerTo(world.story, 'ana', (ana) => ana.command('/mw', 'status INC-1'));
      expect(answer).toContain('INC-1');
    });

    it('leaves one audit chain that the command proves', () => {
      const entry = new URL('../../../bin/middlewatch.mjs', import.meta.url).pathname;
      const output = execFileSync(process.execPath, [entry, 'audit', 'verify', '--json'], {
        env: { PATH: process.env['PATH'], DATABASE_URL: world.databaseUrl },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(JSON.parse(output)).toMatchObject({ ok: true });
    });
  },
);
