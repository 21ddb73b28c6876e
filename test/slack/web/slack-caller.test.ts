import { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { SlackCaller } from '../../../src/slack/web/slack-caller.ts';

const rate = { name: 'chat.update', intervalMs: 1, burst: 10 };

/** A caller whose store answers after so many milliseconds of its clock, one number for each time that it is asked. */
function callerWith(answersAfterMs: number[]): { caller: SlackCaller; asked: () => number } {
  let now = 0;
  let asked = 0;
  const caller = new SlackCaller({
    client: new WebClient('xoxb-none'),
    monotonicNow: () => now,
    shared: {
      async takeSlackTurn() {
        now += answersAfterMs[asked] ?? 1;
        asked += 1;
        return undefined;
      },
      async restSlack() {},
    },
    observe: () => undefined,
    signal: new AbortController().signal,
  });
  return { caller, asked: () => asked };
}

describe('a turn that several processes share', () => {
  it('is asked for once more when the process stood still meanwhile: others have used theirs since', async () => {
    const { caller, asked } = callerWith([12_000, 5]);
    await caller.turn('card/1', [rate], 1_000);
    expect(asked()).toBe(2);
  });

  it('is taken as it is when it comes soon, and when the store is always slow', async () => {
    const soon = callerWith([1_500]);
    await soon.caller.turn('card/1', [rate], 1_000);
    expect(soon.asked()).toBe(1);
    const slow = callerWith([4_000, 4_000, 4_000]);
    await slow.caller.turn('card/1', [rate], 1_000);
    expect(slow.asked()).toBe(2);
  });
});
