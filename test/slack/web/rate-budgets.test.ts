import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateBudgets, ranks, type Rate } from '../../../src/slack/web/rate-budgets.ts';

const post: Rate = { name: 'post/C1', intervalMs: 1000, burst: 1 };
const edits: Rate = { name: 'chat.update', intervalMs: 1500, burst: 10 };

describe('rate budgets', () => {
  it('gives places in turn, keeps them, and lets other budgets flow', () => {
    let now = 0;
    const budgets = new RateBudgets(() => now);
    expect(budgets.wait('a', [post])).toBe(0);
    budgets.go('a');
    expect(budgets.wait('b', [post])).toBe(1000);
    expect(budgets.wait('c', [post])).toBe(2000);
    expect(budgets.wait('other', [{ ...post, name: 'post/C2' }])).toBe(0);
    now = 600;
    expect(budgets.wait('b', [post])).toBe(400);
    now = 1900;
    // Late: b goes now, and c still comes a whole second after it.
    expect(budgets.wait('b', [post])).toBe(0);
    budgets.go('b');
    expect(budgets.wait('c', [post])).toBe(1000);
  });

  it('lets what wakes people go before answers, cards, edits and threads, whoever asked first', () => {
    let now = 0;
    const budgets = new RateBudgets(() => now);
    budgets.wait('gone', [post]);
    budgets.go('gone');
    const asked = ['detail', 'edit', 'card', 'answer', 'wake'] as const;
    for (const rank of asked) budgets.wait(rank, [post], ranks[rank]);
    const waits = asked.map((rank) => budgets.wait(rank, [post], ranks[rank]));
    expect(waits).toEqual([5000, 4000, 3000, 2000, 1000]);
    now = 1000;
    expect(budgets.wait('card', [post], ranks.card)).toBeGreaterThan(0);
    expect(budgets.wait('wake', [post], ranks.wake)).toBe(0);
  });

  it('whoever does not come back in time is not waited for', () => {
    let now = 0;
    const budgets = new RateBudgets(() => now);
    expect(budgets.wait('late', [post], ranks.wake)).toBe(0);
    expect(budgets.wait('b', [post], ranks.detail)).toBe(1000);
    now = 1001;
    expect(budgets.wait('b', [post], ranks.detail)).toBe(0);
  });

  it('tells how long somebody new would wait, and until when Slack limits', () => {
    const budgets = new RateBudgets(() => 0);
    expect(budgets.pressure([post])).toEqual({ waitMs: 0, limitedUntil: undefined });
    for (const key of ['a', 'b', 'c']) budgets.wait(key, [post]);
    expect(budgets.pressure([post]).waitMs).toBe(3000);
    budgets.pause(edits, 5000);
    expect(budgets.pressure([edits])).toEqual({ waitMs: 5000, limitedUntil: 5000 });
  });

  it('rests for as long as Slack says, in that budget alone', () => {
    let now = 0;
    const budgets = new RateBudgets(() => now);
    budgets.pause(edits, 5000);
    expect(budgets.wait('a', [edits])).toBe(5000);
    expect(budgets.wait('b', [edits])).toBe(6500);
    expect(budgets.wait('p', [post])).toBe(0);
    now = 5000;
    expect(budgets.wait('a', [edits])).toBe(0);
  });

  it('whatever the callers do, no window holds more calls than the rate allows', () => {
    const step = fc.record({
      key: fc.integer({ min: 0, max: 8 }),
      afterMs: fc.integer({ min: 0, max: 900 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 200 }),
        fc.constantFrom(post, { ...post, burst: 3 }),
        (steps, rate) => {
          let now = 0;
          const gone: number[] = [];
          const budgets = new RateBudgets(() => now);
          for (const { key, afterMs } of steps) {
            now += afterMs;
            if (budgets.wait(String(key), [rate]) > 0) continue;
            budgets.go(String(key));
            gone.push(now);
          }
          gone.forEach((at, index) => {
            const nth = gone[index + rate.burst];
            if (nth !== undefined) expect(nth - at).toBeGreaterThanOrEqual(rate.intervalMs);
          });
        },
      ),
    );
  });
});
