import { expect, it } from 'vitest';
import { createPrune } from '../../src/work/prune.ts';

it('deletes batch after batch, then looks again in an hour', async () => {
  const left = [400, 37, 0];
  const asked: unknown[] = [];
  const prune = createPrune({
    keepMs: 1_000,
    store: {
      prune: async (what) => {
        asked.push(what);
        return left.shift() ?? 0;
      },
    },
  });
  expect(await prune('store', 1)).toEqual({ againInMs: 1_000 });
  expect(await prune('store', 2)).toEqual({ againInMs: 1_000 });
  expect(await prune('store', 3)).toEqual({ againInMs: 3_600_000 });
  expect(asked[0]).toEqual({ olderThanMs: 1_000, limit: 200 });
});
