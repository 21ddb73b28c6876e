import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMatchers, writeMatchers, type Matcher } from '../../src/model/matcher.ts';

const written = (text: string): string => {
  const read = readMatchers(text);
  return 'problem' in read ? `! ${read.problem}` : writeMatchers(read.matchers);
};

describe('what people write', () => {
  it.each([
    ['alertname=X', 'alertname="X"'],
    ['alertname="X"', 'alertname="X"'],
    ['{alertname="X", namespace=~"shop|cart"}', 'alertname="X", namespace=~"shop|cart"'],
    ['alertname="X",namespace!="shop"', 'alertname="X", namespace!="shop"'],
    ['b=1 a=2', 'a="2", b="1"'],
    ['a = "x y"  ,  b !~ z', 'a="x y", b!~"z"'],
    ['a=\'x "y"\'', 'a="x \\"y\\""'],
    // The two parsers of Alertmanager part here: one refuses "\d", the other keeps it. Both read "\\d".
    ['pod=~"web-\\d+"', 'pod=~"web-\\\\d+"'],
    ['pod=~"web-\\\\d+"', 'pod=~"web-\\\\d+"'],
    ['pod=~web-\\d+', 'pod=~"web-\\\\d+"'],
    ['a="line\\nbreak"', 'a="line\\nbreak"'],
    ['a="tail\\\\"', 'a="tail\\\\"'],
    ['"my.label"=x', '"my.label"="x"'],
    ['my.label=x', '"my.label"="x"'],
    ['größe="ä 🔥"', '"größe"="ä 🔥"'],
    ['a=""', 'a=""'],
    ['a=', 'a=""'],
    ['a=x a=x', 'a="x"'],
    ['a=x,', 'a="x"'],
    ['a="x,y",b=z', 'a="x,y", b="z"'],
  ])('%s is %s', (text, expected) => {
    expect(written(text)).toBe(expected);
  });

  it.each([
    ['', /there is no matcher/],
    ['{}', /there is no matcher/],
    ['foo', /foo is no matcher/],
    ['a==b', /operator/],
    ['a=~~b', /operator/],
    ['="x"', /no name/],
    ['a="x', /not closed/],
    ['a="x"b="y"', /in quotes/],
    ['a=~x{1,2}', /in quotes/],
    [`a="${'x'.repeat(1001)}"`, /longer than 1000/],
    [Array.from({ length: 21 }, (_one, index) => `a${index}=x`).join(' '), /more than 20/],
  ])('%s is refused', (text, problem) => {
    expect(written(text)).toMatch(problem);
  });
});

const matcher: fc.Arbitrary<Matcher> = fc.record({
  name: fc.oneof(
    fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/),
    fc.string({ minLength: 1, unit: 'grapheme' }),
  ),
  operator: fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const),
  value: fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('\\', '"', 'n', '\n', "'", ',', '{', '}') }),
  ),
});

it('what is written is read back as it was, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.array(matcher, { minLength: 1, maxLength: 5 }), (matchers) => {
      const text = writeMatchers(matchers);
      const read = readMatchers(text);
      expect(read).not.toHaveProperty('problem');
      if ('matchers' in read) expect(writeMatchers(read.matchers)).toBe(writeMatchers(unique(matchers)));
    }),
  );
});

it('any text is read or refused, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => void readMatchers(text)),
    { numRuns: 30 },
  );
});

function unique(matchers: readonly Matcher[]): Matcher[] {
  return [
    ...new Map(matchers.map((one) => [JSON.stringify([one.name, one.operator, one.value]), one])).values(),
  ];
}
