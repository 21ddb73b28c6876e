import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/e2e/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/control-plane/global-setup.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // What is awaited is a condition; vitest's own 1,000 ms are too few on a machine that is busy with ten other things.
    expect: { poll: { timeout: 10_000 } },
    // They wait for servers, leases and deaths far more than they compute; each has its servers, ports and folders for itself.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
