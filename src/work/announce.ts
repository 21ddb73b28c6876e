import { announceEveryMs, type Replica } from '../model/replica.ts';
import type { Logger } from '../observe/logger.ts';
import type { Store } from '../store/store.ts';

export interface AnnounceTools {
  store: Pick<Store, 'announceReplica' | 'forgetReplica'>;
  replica: Pick<Replica, 'id' | 'name' | 'version'>;
  /** What it is connected to just now. */
  parts: () => Replica['parts'];
  log: Logger;
}

/** Says every 5 s in the store that this process runs and what it is connected to, until it is stopped. */
export function startAnnouncing({ store, replica, parts, log }: AnnounceTools): { stop(): Promise<void> } {
  let problem: string | undefined;
  let underWay: Promise<void> | undefined;
  const announce = async (): Promise<void> => {
    try {
      const short = parts().map(({ name, state, detail }) => ({ name, state, detail }));
      await store.announceReplica({ ...replica, parts: short });
      problem = undefined;
    } catch (error) {
      // Nothing else depends on it: the others only count this process as gone.
      const words = error instanceof Error ? error.message : String(error);
      if (words !== problem)
        log.warn({ problem: words }, 'could not say in the store that this process runs');
      problem = words;
    }
  };
  const next = (): void => {
    underWay ??= announce().finally(() => (underWay = undefined));
  };
  next();
  const timer = setInterval(next, announceEveryMs);
  return {
    async stop() {
      clearInterval(timer);
      await underWay;
      await store.forgetReplica(replica.id).catch((error: unknown) => {
        log.warn({ problem: String(error) }, 'this process stays listed in the store for an hour');
      });
    },
  };
}
