import { vi } from 'vitest';

/** How long a story waits for what the bot says before it gives up. */
export const answersWithinMs = 40_000;

/** Nothing in a story takes so long by itself; a machine that is busy with ten other things makes it so. */
export function bePatient(): void {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
}
