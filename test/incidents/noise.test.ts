import { describe, expect, it } from 'vitest';
import { correlate } from '../../src/incidents/correlate.ts';
import { whyAlert } from '../../src/work/report-why.ts';
import { alert, delivery, PlainStore, start } from './fixtures.ts';

describe('alert names that the config calls noise', () => {
  const names = { defaultCluster: 'prod', knownClusters: ['prod'], noise: ['CPUThrottlingHigh'] };

  it('never open an incident; others of the same delivery do', () => {
    const sent = delivery([alert({ alertname: 'CPUThrottlingHigh', pod: 'a' }), alert({ pod: 'b' })]);
    const options = { ...new PlainStore().options(start), ...names };
    const view = { delivery: sent, receivedAt: start, known: [], incidents: [] };
    const decision = correlate(view, options);
    expect(decision.opened.map(({ title }) => title)).toEqual([
      expect.stringContaining('KubePodCrashLooping'),
    ]);
    expect(decision.alerts).toHaveLength(1);
  });

  it('are told by /mw why as what they are', () => {
    const found = { alerts: [], deliveries: 1, lastReceivedAt: start, searchedDeliveries: 1000 };
    const upstream = { sentences: [], allQuiet: false };
    const { text } = whyAlert('CPUThrottlingHigh', found, new Map(), upstream, names);
    expect(text).toContain('The config calls it noise (`incidents.noise`)');
    expect(text).toContain('never opens an incident');
  });
});
