import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../../src/observe/logger.ts';
import { startAnnouncing } from '../../src/work/announce.ts';
import { openSqliteEngine, startTime } from '../store/support/test-store.ts';

/** How long a test waits for a condition: a busy machine needs more than vitest's 1,000 ms. */
const patienceMs = 10_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const replica = { id: 'a', name: 'bot-a', version: '0.1.0' };
const log = createLogger('silent');

test('a process is listed from its start, with what it is connected to by now, and not any more after its end', async () => {
  const { store, clock } = openSqliteEngine();
  let state: 'ok' | 'down' = 'down';
  const part = () => ({ name: 'slack', state, since: '2026-03-01T03:00:00Z', detail: '' });
  const announcing = startAnnouncing({ store, replica, parts: () => [part()], log });
  const listed = async () => (await store.readOverview()).replicas;
  await vi.waitFor(async () => expect(await listed()).toHaveLength(1), patienceMs);
  state = 'ok';
  vi.advanceTimersByTime(1_000);
  await vi.waitFor(
    async () =>
      expect(await listed()).toMatchObject([
        { ...replica, parts: [{ name: 'slack', state: 'ok', detail: '' }] },
      ]),
    patienceMs,
  );
  clock.advance(7_000);
  vi.advanceTimersByTime(5_000);
  await vi.waitFor(async () => expect((await listed())[0]?.seenAt).toBe(startTime + 7_000), patienceMs);
  await announcing.stop();
  expect(await listed()).toEqual([]);
});

test('a store that is away is asked again, once at a time; ending does not hang on it', async () => {
  let calls = 0;
  let refuse = (): void => undefined;
  const store = {
    announceReplica: async () => {
      calls += 1;
      await new Promise<void>((_, reject) => (refuse = () => reject(new Error('away'))));
    },
    forgetReplica: async () => {
      throw new Error('away');
    },
  };
  const announcing = startAnnouncing({ store, replica, parts: () => [], log });
  vi.advanceTimersByTime(20_000);
  expect(calls).toBe(1);
  refuse();
  await vi.waitFor(() => {
    vi.advanceTimersByTime(5_000);
    expect(calls).toBe(2);
  }, patienceMs);
  refuse();
  await announcing.stop();
});
