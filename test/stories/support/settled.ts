import { setTimeout as sleep } from 'node:timers/promises';
import { answersWithinMs } from './patience.ts';
import { readStore } from './read-store.ts';
import type { Story } from './start-story.ts';

/**
 * What waits for longer than this is no work of now: an expiry, a button that goes away in an hour. A later look at an
 * object (an incident's end is looked at again for half an hour) is none either, however soon it comes.
 */
const soonMs = 30_000;

/**
 * Waits until the bot has nothing left to do: whatever it was going to post a second time, it has posted.
 * Rejects after `timeoutMs` (default 40 s) with what is left.
 */
export async function settled(
  story: Pick<Story, 'storeFile'>,
  { timeoutMs = answersWithinMs }: { timeoutMs?: number } = {},
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const left = readStore(
      story,
      `SELECT kind, key, attempt, problem FROM due WHERE lease_until IS NOT NULL
         OR due_at < ${Date.now()} + CASE kind WHEN 'enrich' THEN 0 ELSE ${soonMs} END`,
    );
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`the bot still has work to do: ${JSON.stringify(left)}`);
    await sleep(100);
  }
}
