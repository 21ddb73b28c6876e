import { expect, it } from 'vitest';
import { runApprovalModel } from './run-approval-model.ts';

// `npm run model -- approvals --runs 100000` plays the long run.
it('whatever people, two processes that die, and others in the cluster do: no action without its approval, none twice', async () => {
  const { fault, met } = await runApprovalModel({ runs: 2000, seed: 20_261_124, commands: 8 });
  expect(fault).toBeUndefined();
  // A model that never gets anywhere proves nothing.
  const ends = [
    'done: answered',
    'done: found-done',
    'done: stopped',
    'done alone',
    'refused by the store: breaker',
    'failed',
    'denied',
    'expired',
    'cancelled',
    'superseded',
  ];
  expect(ends.filter((end) => (met.get(end) ?? 0) < 3)).toEqual([]);
}, 120_000);
