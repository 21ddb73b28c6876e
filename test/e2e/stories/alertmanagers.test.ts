import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAlertWorld } from '../alertmanagers/alert-world.ts';
import { playAlertmanagers, type PlayReport } from '../alertmanagers/play-alertmanagers.ts';
import { cleanup } from '../support/cleanup.ts';

const ends = cleanup();

/** `npm run story -- alertmanagers` plays the same with the bot away for a minute, and prints it. */
const awayMs = 15_000;

describe('500 alerts of a real Prometheus through two clustered Alertmanagers', () => {
  let report: PlayReport;
  const printed: string[] = [];

  beforeAll(async () => {
    const world = await startAlertWorld();
    ends.add(world.stop);
    report = await playAlertmanagers(world, { awayMs, print: (line) => printed.push(line) });
  });
  afterAll(ends.run);

  it('end as exactly the right cards, whatever dies, sleeps or forgets', () => {
    const { lost, duplicated, wrong, fired } = report;
    expect({ fired, lost, duplicated, wrong }, printed.join('\n')).toEqual({
      fired: 500,
      lost: [],
      duplicated: [],
      wrong: [],
    });
  });

  it('can be asked why somebody was paged', () => {
    expect(report.whys.paged).toMatch(/\*KubePodCrashLooping\* came in \d+ deliveries/);
    expect(report.whys.paged).toMatch(/over since .*, in INC-\d+ \(Resolved\)/);
    expect(report.whys.paged).toContain('The card was posted');
    expect(report.whys.paged).toContain('The channel was not woken: the card still asks for somebody');
  });

  it('can be asked why nobody was: it was silenced before it could be sent', () => {
    const { silencedBefore } = report.whys;
    expect(silencedBefore).toMatch(/\*KubeVaultSealed\* is in none of the newest \d+ deliveries/);
    expect(silencedBefore).toContain(
      'Nobody was paged: Alertmanager has not sent it here, because it keeps it quiet',
    );
    expect(silencedBefore).toContain('lists 25 now, 25 of them kept quiet');
    expect(silencedBefore).toMatch(/Silenced by ana until .*: sealed for the audit/);
  });

  it('can be asked what was silenced while it fired, by whom and until when, although Alertmanager forgot it', () => {
    const { silencedWhileFiring } = report.whys;
    expect(silencedWhileFiring).toMatch(/Silenced in Alertmanager by ben until .*: waits for the new disk/);
    expect(silencedWhileFiring).toContain('The silence by ben no longer holds');
  });

  it('can be asked what became of the copy that the second Alertmanager sent', () => {
    expect(report.whys.twice).toMatch(/\*KubeRelayDown\* came in 2 deliveries/);
    expect(report.whys.twice).toContain(
      'Repeated ones are known by fingerprint and start, and change nothing',
    );
  });
});
