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

/** How soon a change of what it is connected to is told, in milliseconds. */
const lookEveryMs = 1_000;

/** Says every 5 s in the store that this process runs and what it is connected to, a change sooner, until it is stopped. */
export function startAnnouncing({ store, replica, parts, log }: AnnounceTools): { stop(): Promise<void> } {
  let problem: string | undefined;
  let told = '';
  let looks = 0;
  let underWay: Promise<void> | undefined;
  const current = (): Replica['parts'] => parts().map(({ name, state, detail }) => ({ name, state, detail }));
  const announce = async (): Promise<void> => {
    try {
      const short = current();
      await store.announceReplica({ ...replica, parts: short });
      told = JSON.stringify(short);
      problem = undefined;
    } catch (error) {
      // Nothing else depends on it: the others only count this process as gone.
      const words = error instanceof Error ? error.message : String(error);
      if (words !== problem)
        log.warn({ problem: words }, 'could not say in the store that this process runs');
      problem = words;
    }
  };
  const look = (): void => {
    const isTime = looks % (announceEveryMs / lookEveryMs) === 0;
    looks += 1;
    if (isTime || JSON.stringify(current()) !== told)
      underWay ??= announce().finally(() => (underWay = undefined));
  };
  look();
  const timer = setInterval(look, lookEveryMs);
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
