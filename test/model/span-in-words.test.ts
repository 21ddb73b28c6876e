import { expect, it } from 'vitest';
import { spanInWords } from '../../src/model/span-in-words.ts';

it.each([
  [7_200_000, '2 hours'],
  // A moment later.
  [7_193_000, '2 hours'],
  [5_400_000, '1 hour 30 minutes'],
  [60_000, '1 minute'],
  [1, '1 minute'],
  [86_400_000, '1 day'],
  [100_000_000, '1 day 3 hours'],
])('%d ms are %s', (milliseconds, words) => {
  expect(spanInWords(milliseconds)).toBe(words);
});
