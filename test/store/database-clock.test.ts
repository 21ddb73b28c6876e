import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followDatabaseClock } from '../../src/store/database-clock.ts';

const start = Date.parse('2026-11-24T03:12:00.000Z');

describe('the clock that all bots of one database share', () => {
  /** Each answer of the database takes so long; its clock is read in the middle. */
  let answerMs = 0;
  let elapsed = 0;
  let ahead = 0;
  let down = false;
  const monotonicNow = () => elapsed;
  const store = {
    readClock: async () => {
      elapsed += answerMs / 2;
      const now = start + elapsed + ahead;
      elapsed += answerMs / 2;
      if (down) throw new Error('the store is away');
      return now;
    },
  };

  beforeEach(() => {
    vi.useFakeTimers();
    [answerMs, elapsed, ahead, down] = [0, 5_000, 0, false];
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const pass = async (milliseconds: number) => {
    elapsed += milliseconds;
    await vi.advanceTimersByTimeAsync(milliseconds);
  };

  it("is the database's, whatever the machine's says, and goes on by itself", async () => {
    answerMs = 40;
    vi.setSystemTime(start - 30_000);
    const clock = await followDatabaseClock({ store, monotonicNow });
    expect(clock.now()).toBe(start + elapsed);
    elapsed += 1_234;
    vi.setSystemTime(start + 3_600_000);
    expect(clock.now()).toBe(start + elapsed);
    clock.stop();
  });

  it('follows when the database goes another way, and not a slow answer', async () => {
    const clock = await followDatabaseClock({ store, monotonicNow, everyMs: 10_000 });
    ahead = 250;
    await pass(10_000);
    expect(clock.now()).toBe(start + elapsed + 250);
    [ahead, answerMs] = [900, 1_500];
    await pass(10_000);
    expect(clock.now()).toBe(start + elapsed + 250);
    clock.stop();
  });

  it('goes on by the last reading while the database is away', async () => {
    const clock = await followDatabaseClock({ store, monotonicNow, everyMs: 10_000 });
    down = true;
    await pass(60_000);
    expect(clock.now()).toBe(start + elapsed);
    clock.stop();
  });

  it('does not start without the database', async () => {
    down = true;
    await expect(followDatabaseClock({ store, monotonicNow })).rejects.toThrow('away');
  });
});
