import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/model/canonical-json.ts';

test('members are sorted by UTF-16 code units, as the example of RFC 8785 section 3.2.3 shows', () => {
  const members = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
  const expected = sorted.map((name) => `${JSON.stringify(name)}:${members[name as '1']}`).join(',');
  expect(canonicalJson(members)).toBe(`{${expected}}`);
});

test('numbers and literals are written as the example of RFC 8785 section 3.2.2 shows', () => {
  expect(
    canonicalJson([
      Number('333333333.33333329'),
      1e30,
      4.5,
      2e-3,
      0.000000000000000000000000001,
      -0,
      null,
      true,
    ]),
  ).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,0,null,true]');
});

test('equal values have equal text, and it reads back as the value', () => {
  const shuffled = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(shuffled)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, one]) => [name, shuffled(one)]),
          )
        : value;
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(shuffled(value))).toBe(text);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('members without a value are left out; what JSON cannot carry is refused', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  for (const value of [Number.NaN, Infinity, 1n, () => 1, undefined, [undefined]]) {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  }
});
