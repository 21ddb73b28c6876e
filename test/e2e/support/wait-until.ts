import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
  /** What is awaited, as it should read after "still waiting for". */
  what: string;
  /** Default 60,000. */
  timeoutMs?: number;
  /** Pause between two looks; default 100. */
  everyMs?: number;
}

/**
 * Looks until the answer is neither undefined nor false, and returns it.
 * @throws when the time is up, with the last error seen while looking as its cause
 */
export async function waitUntil<Answer>(
  look: () => Answer | Promise<Answer>,
  { what, timeoutMs = 60_000, everyMs = 100 }: Patience,
): Promise<Exclude<Answer, undefined | false>> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const answer = await look();
      lastError = undefined;
      if (answer !== undefined && answer !== false) return answer as Exclude<Answer, undefined | false>;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > deadline) {
      const because = lastError instanceof Error ? `: ${lastError.message}` : '';
      throw new Error(`After ${timeoutMs / 1000} s still waiting for ${what}${because}`, {
        cause: lastError,
      });
    }
    await sleep(everyMs);
  }
}
