import type { Store } from '../store/store.ts';
import type { WorkHandler } from './worker.ts';

/** The one key of this kind: whoever takes it prunes for all processes. */
export const pruneKey = 'store';

/** Small, so that a webhook never waits long for it. */
const batch = 200;
const betweenBatchesMs = 1_000;
const everyMs = 60 * 60_000;

export interface PruneTools {
  store: Pick<Store, 'prune'>;
  /** How long webhook bodies and handled inputs are kept. */
  keepMs: number;
}

/** Deletes what is older than the store keeps, batch after batch; then looks again in an hour. */
export function createPrune({ store, keepMs }: PruneTools): WorkHandler {
  return async () => {
    const gone = await store.prune({ olderThanMs: keepMs, limit: batch });
    return { againInMs: gone > 0 ? betweenBatchesMs : everyMs };
  };
}
