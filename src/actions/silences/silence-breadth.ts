import type { Matcher } from '../../model/matcher.ts';
import { matchPattern } from './match-pattern.ts';

/** `broad`: close to a silence on everything; a second person must approve it, whatever the policy says. */
export type SilenceBreadth = { breadth: 'narrow' } | { breadth: 'broad'; why: string };

/** They say how grave an alert is and where it comes from, never what is ill. */
const unspecific = new Set([
  'severity',
  'priority',
  'cluster',
  'environment',
  'env',
  'region',
  'prometheus',
  'monitor',
  'replica',
]);
/** An expression that matches one of these matches almost anything. */
const probes = [
  '',
  'a',
  'z9',
  'KubePodCrashLooping',
  'shop',
  'kube-system',
  'no-such-name-7f3a',
  '10.0.0.1:9100',
];
/** Of fewer live alerts a share says nothing. */
const smallestCrowd = 10;

export interface BreadthFacts {
  matchers: readonly Matcher[];
  /** Live alerts that it matches, and all live alerts. */
  matchedNow: number;
  live: number;
  /** From so many live alerts on it is broad. */
  broadFrom: number;
}

/**
 * Broad is a silence without one specific matcher, one that matches `broadFrom` live alerts or more, and one that
 * matches more than half of at least ten live alerts. Specific is `=` with a value, or `=~` with an expression that
 * does not take any odd word, on a label that says what is ill. Pure.
 */
export function silenceBreadth({ matchers, matchedNow, live, broadFrom }: BreadthFacts): SilenceBreadth {
  if (!matchers.some(isSpecific))
    return {
      breadth: 'broad',
      why: 'no matcher says what is ill (an alert name, a namespace, a workload): it mutes whatever comes',
    };
  if (matchedNow >= broadFrom)
    return {
      breadth: 'broad',
      why: `it matches ${matchedNow} alerts now; from ${broadFrom} on a silence counts as broad`,
    };
  if (live >= smallestCrowd && matchedNow * 2 > live)
    return { breadth: 'broad', why: `it matches ${matchedNow} of the ${live} alerts that fire now` };
  return { breadth: 'narrow' };
}

function isSpecific({ name, operator, value }: Matcher): boolean {
  if (unspecific.has(name) || value === '') return false;
  if (operator === '=') return true;
  if (operator !== '=~') return false;
  // What cannot be judged here is not taken for specific.
  return matchPattern(value, probes)?.every((matched) => !matched) ?? false;
}
