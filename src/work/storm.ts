import type { StormLimits } from '../incidents/card-reason.ts';
import { stormSummary } from '../incidents/storm-summary.ts';
import type { Logger } from '../observe/logger.ts';
import type { Store } from '../store/store.ts';
import { finished, type WorkHandler } from './worker.ts';

export interface StormTools {
  store: Pick<Store, 'loadStorm' | 'sampleStorm' | 'endStorm'>;
  limits: StormLimits;
  /** A storm is over when no more than `limits.after` incidents were folded into it for this long. Milliseconds. */
  endsAfterMs: number;
  log: Logger;
}

/** Evidence of so many incidents of each alert name is collected, and of so many of a storm altogether. */
const sampled = { each: 3, all: 30 };
const longestPauseMs = 5_000;

/** While a storm runs: has some of its incidents looked at, so that causes can be counted; ends it when it is over. */
export function createStorm(tools: StormTools): WorkHandler {
  return async (stormId) => {
    const { store, endsAfterMs, limits } = tools;
    const snapshot = await store.loadStorm(stormId);
    if (snapshot === undefined || snapshot.storm.endedAt !== undefined) return finished;
    await store.sampleStorm(stormId, sampled);
    const { channel } = snapshot.storm;
    const ended = await store.endStorm(
      stormId,
      { withinMs: endsAfterMs, atMost: limits.after },
      {
        messages: [
          {
            id: `note/storm/${stormId}/over`,
            kind: 'note',
            channel,
            threadOf: `storm/${stormId}`,
            text: stormSummary(snapshot),
          },
        ],
      },
    );
    if (ended === 'conflict') return { againInMs: Math.min(longestPauseMs, endsAfterMs) };
    tools.log.info({ storm: stormId, channel }, 'storm over');
    return finished;
  };
}
