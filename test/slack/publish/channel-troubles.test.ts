import { expect, it } from 'vitest';
import { ChannelTroubles } from '../../../src/slack/publish/channel-troubles.ts';

it('one message asks whether a channel is mended, with growing pauses; the others wait for it', () => {
  let now = 0;
  const troubles = new ChannelTroubles(() => now);
  expect(troubles.waitFor('C1', 'a')).toBeUndefined();
  const pauses = [1, 2, 3, 4, 5].map(() => troubles.refused('C1', 'a', 'is_archived').retryInMs);
  expect(pauses).toEqual([5_000, 10_000, 20_000, 30_000, 30_000]);
  expect(troubles.waitFor('C1', 'a')).toBeUndefined();
  expect(troubles.waitFor('C1', 'b')).toEqual({ retryInMs: 30_000, problem: 'is_archived' });
  expect(troubles.waitFor('C2', 'b')).toBeUndefined();
  now = 30_000;
  // It did not come back: another one asks.
  expect(troubles.waitFor('C1', 'b')).toBeUndefined();
  troubles.worked('C1');
  expect(troubles.refused('C1', 'b', 'is_archived').retryInMs).toBe(5_000);
});
