import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAlertWorld } from '../alertmanagers/alert-world.ts';
import { clockAhead, playWitness, type WitnessReport } from '../alertmanagers/play-witness.ts';
import { cleanup } from '../support/cleanup.ts';

const ends = cleanup();

/** `npm run story -- witness` plays the same and prints it. */
describe('an alert that a real Alertmanager lost while its rule fires in a real Prometheus', () => {
  let report: WitnessReport;
  beforeAll(async () => {
    const world = await startAlertWorld(clockAhead);
    ends.add(world.stop);
    report = await playWitness(world, () => undefined);
  });
  afterAll(ends.run);

  it('is not over, and the card says who lost it and who still sees it', () => {
    expect(report.lost).toMatch(/\*Firing\*/);
    expect(report.lost).toMatch(/Alertmanager lost it since .*; Prometheus says: still firing/);
  });

  it('is over when the rule stops, on the same card, with the reason', () => {
    expect(report.resolved).toMatch(/Alertmanager no longer lists it since/);
    expect(report.resolved).not.toContain('still firing');
    expect(report.cards).toBe(1);
  });
});
