import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    // Most tests wait for a server or a process: more files than cores at once.
    maxWorkers: 4,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is awaited is a condition; vitest's own 1,000 ms are too few on a machine that is busy with ten other things.
    expect: { poll: { timeout: 10_000 } },
  },
});
