import { describe, expect, it } from 'vitest';
import { lostLines } from '../../../src/slack/views/suppression-lines.ts';
import { alert, delivery, PlainStore, start } from '../../incidents/fixtures.ts';

function incident(pods: readonly string[], lost: Readonly<Record<string, number>>) {
  const store = new PlainStore();
  store.deliver(delivery(pods.map((pod) => alert({ pod: `checkout-7d9f8c6b5-${pod}` }))));
  const upstream = { seen: [], suppressed: [], missing: lost, lost: Object.keys(lost) };
  return { ...store.only(), upstream };
}

describe('what Alertmanager lost', () => {
  it.each([
    [['bx2zt'], { a: start }, /^⚠️ Alertmanager lost it since <!date\^.*>; Prometheus says: still firing$/],
    [['bx2zt', 'cx2zt'], { a: start, b: start }, /^⚠️ Alertmanager lost them since /],
    [['bx2zt', 'cx2zt'], { a: start }, /^⚠️ Alertmanager lost 1 of 2 alerts since /],
  ])('%j, lost %j', (pods, lost, line) => {
    expect(lostLines(incident(pods, lost))).toEqual([expect.stringMatching(line)]);
  });

  it('is nothing most of the time', () => {
    expect(lostLines(incident(['bx2zt'], {}))).toEqual([]);
  });
});
