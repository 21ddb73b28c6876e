import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchPattern } from '../../../src/actions/silences/match-pattern.ts';
import { matchesLabels } from '../../../src/actions/silences/matches-labels.ts';
import type { Matcher } from '../../../src/model/matcher.ts';

describe('expressions', () => {
  it.each([
    ['shop', 'shop', true],
    ['shop', 'shop-2', false],
    ['a|b', 'ab', false],
    ['a|b', 'b', true],
    ['web-\\d+', 'web-12', true],
    ['(?i)SHOP', 'shop', true],
    ['10\\.0\\.0\\.1:9100', '10.0.0.1:9100', true],
    ['node\\-1', 'node-1', true],
    ['a\\_b', 'a_b', true],
    ['.', '🔥', true],
    ['.*', 'a\nb', false],
    ['', '', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matchPattern(pattern, [text])).toEqual([expected]);
  });

  it.each(['(', '\\Qa.b\\E', '[[:alpha:]]+', '(?=a)a', '(a)\\1', '\\pL+', 'a\\z'])(
    '%s is not judged here',
    (pattern) => {
      expect(matchPattern(pattern, ['a'])).toBeUndefined();
    },
  );

  it('one that would take for ever is given up at once', () => {
    // Of this thread, not of the wall: the machine may be busy.
    const before = process.threadCpuUsage();
    expect(matchPattern('(a+)+b', ['a'.repeat(40)])).toBeUndefined();
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(100);
  });
});

const word = fc.constantFrom('', 'a', 'b', 'ab', 'ä', 'a.b', 'a\nb');
const labels = fc.dictionary(fc.constantFrom('x', 'y', 'toString'), word);
const matcher: fc.Arbitrary<Matcher> = fc.record({
  name: fc.constantFrom('x', 'y', 'z', 'toString'),
  operator: fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const),
  value: fc.constantFrom('', 'a', 'b', 'ab', 'ä', 'a|b', 'a.*', '.+', 'a\\.b'),
});

/** What the expressions above match, written out. */
const language: Readonly<Record<string, (text: string) => boolean>> = {
  'a|b': (text) => text === 'a' || text === 'b',
  'a.*': (text) => text.startsWith('a') && !text.includes('\n'),
  '.+': (text) => text !== '' && !text.includes('\n'),
  'a\\.b': (text) => text === 'a.b',
};

it('agrees with the plain model of Alertmanager', () => {
  fc.assert(
    fc.property(fc.array(matcher, { maxLength: 4 }), fc.array(labels, { maxLength: 4 }), (matchers, all) => {
      const expected = all.map((one) =>
        matchers.every(({ name, operator, value }) => {
          const has = new Map(Object.entries(one)).get(name) ?? '';
          if (operator === '=') return has === value;
          if (operator === '!=') return has !== value;
          const found = language[value]?.(has) ?? has === value;
          return operator === '=~' ? found : !found;
        }),
      );
      expect(matchesLabels(matchers, all)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
