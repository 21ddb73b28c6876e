import { expect, test } from 'vitest';
import { SharedClock } from '../../src/store/shared-clock.ts';

test('a standing clock moves only when it is moved, and is seen through its memory', () => {
  const clock = SharedClock.standingAt(5_000);
  const other = new SharedClock(clock.buffer);
  expect(other.now()).toBe(5_000);
  clock.advance(250);
  other.advance(-50);
  expect([clock.now(), other.now()]).toEqual([5_200, 5_200]);
});

test('by default it is the clock of the machine, with an offset once it is moved', () => {
  const clock = new SharedClock();
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
  clock.advance(3_600_000);
  expect(Math.abs(clock.now() - Date.now() - 3_600_000)).toBeLessThan(1_000);
});
