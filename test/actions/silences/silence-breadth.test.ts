import { describe, expect, it } from 'vitest';
import { silenceBreadth } from '../../../src/actions/silences/silence-breadth.ts';
import { readMatchers } from '../../../src/model/matcher.ts';

const breadth = (text: string, matchedNow = 1, live = 5): string => {
  const read = readMatchers(text);
  if ('problem' in read) throw new Error(read.problem);
  return silenceBreadth({ matchers: read.matchers, matchedNow, live, broadFrom: 20 }).breadth;
};

describe('a silence is broad', () => {
  it.each([
    'alertname=~".+"',
    'alertname=~".*", namespace!=""',
    'alertname!="X"',
    'severity="critical"',
    'cluster="prod", severity=~"critical|warning"',
    'namespace=~"[a-z].*"',
    'namespace=~".*-?.*"',
    'alertname=~"(a+)+"',
  ])('without a matcher that says what is ill: %s', (text) => {
    expect(breadth(text)).toBe('broad');
  });

  it.each([
    'alertname="X"',
    'namespace="shop"',
    'pod=~"checkout-.+"',
    'alertname=~"KubeJob.*|KubeCronJob.*", severity="warning"',
    'node="node-3", alertname!="Watchdog"',
  ])('but not with one: %s', (text) => {
    expect(breadth(text)).toBe('narrow');
  });

  it('when it takes many of the alerts that fire, or most of them', () => {
    expect(breadth('namespace="shop"', 20, 1000)).toBe('broad');
    expect(breadth('namespace="shop"', 19, 1000)).toBe('narrow');
    expect(breadth('namespace="shop"', 6, 10)).toBe('broad');
    expect(breadth('namespace="shop"', 5, 10)).toBe('narrow');
    expect(breadth('namespace="shop"', 9, 9)).toBe('narrow');
  });
});
