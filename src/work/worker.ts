import type { DueItem, DueKind } from '../model/due.ts';
import type { Logger } from '../observe/logger.ts';
import type { Store } from '../store/store.ts';

/** What became of one piece of due work. */
export type WorkResult =
  /** Finished: not due any more, unless it was marked again meanwhile. */
  | { done: true }
  /** Not finished: due again in this many milliseconds. `problem` is logged when it changes. */
  | { againInMs: number; problem?: string };

/** Does one piece of due work. Running it twice is harmless. A throw means: again later, with growing pauses. */
export type WorkHandler = (key: string, attempt: number) => Promise<WorkResult>;

export const finished: WorkResult = { done: true };

/** Kinds that share a queue: a slow Slack must not hold up intake, nor a slow API server the buttons. */
interface Lane {
  kinds: readonly DueKind[];
  concurrency: number;
}

interface LaneState {
  lane: Lane;
  /** Ends its nap. */
  wake: () => void;
  /** Somebody asked for a look since the last one began. */
  awaited: boolean;
  lookedAt: number;
  later?: NodeJS.Timeout;
}

const lanes: readonly Lane[] = [
  // One at a time: two deliveries that open the same incident would only meet in a conflict.
  { kinds: ['intake'], concurrency: 1 },
  { kinds: ['input', 'expire', 'close'], concurrency: 8 },
  { kinds: ['execute', 'verify'], concurrency: 8 },
  { kinds: ['enrich'], concurrency: 4 },
  { kinds: ['reconcile', 'watchdog', 'prune', 'storm', 'remind', 'audit-head'], concurrency: 4 },
  { kinds: ['publish'], concurrency: 16 },
];

/**
 * Work that takes longer renews its lease, so that this is only the time in which a process that died, or lost the
 * store, is missed: DESIGN wants its work elsewhere within 15 s. The embedded store frees leases when it is opened.
 */
const leaseMs = 12_000;
/** Three renewals may fail before a lease is lost. */
const renewMs = 3_000;
/**
 * Whatever comes in or is finished may have made work for every lane, so all look; but none sooner than this after its last
 * look: in a storm that happens thousands of times a second.
 */
const lookMs = 25;
/** What another left when it died came before all that waits: it is looked for first, so often. */
const lookForLeftMs = 1_000;
/** The longest nap while nothing is known to be due. */
const napMs = 1_000;
const shortestNapMs = 5;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

export interface WorkerOptions {
  store: Pick<Store, 'claimDue' | 'renewDue' | 'completeDue' | 'postponeDue' | 'nextDueInMs' | 'markDue'>;
  /** Names the holder of the leases; unique for each process. */
  owner: string;
  handlers: Readonly<Record<DueKind, WorkHandler>>;
  log: Logger;
  /** Told after each piece of work; seconds. */
  observe: (kind: DueKind, outcome: 'done' | 'again' | 'failed', seconds: number) => void;
  now: () => number;
}

export interface Worker {
  /** Something was marked due: look now instead of at the end of the nap. */
  poke(): void;
  /** Takes no new work and waits for what runs, at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Starts taking due work. Leases of another process with the same store are waited for, not broken. */
export function startWorker(options: WorkerOptions): Worker {
  /** What is worked on, with its newest lease. */
  const running = new Map<string, DueItem>();
  const problems = new Map<string, string>();
  const states = lanes.map((lane): LaneState => ({
    lane,
    wake: () => undefined,
    awaited: false,
    lookedAt: -Infinity,
  }));
  let stopped = false;
  const isStopping = (): boolean => stopped;

  const look = (state: LaneState): void => {
    state.awaited = true;
    state.wake();
  };

  const poke = (): void => {
    for (const state of states) {
      const since = performance.now() - state.lookedAt;
      if (since >= lookMs) look(state);
      else
        state.later ??= setTimeout(() => {
          delete state.later;
          look(state);
        }, lookMs - since);
    }
  };

  const nap = async (state: LaneState, milliseconds: number): Promise<void> => {
    // Woken while it looked: what it was woken for may have come after the look.
    if (state.awaited) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      state.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };

  const work = async (claimed: DueItem, name: string): Promise<void> => {
    const started = options.now();
    const leased = (): DueItem => running.get(name) ?? claimed;
    let outcome: 'done' | 'again' | 'failed' = 'done';
    try {
      const result = await options.handlers[claimed.kind](claimed.key, claimed.attempt);
      if ('done' in result) {
        problems.delete(name);
        const lease = await options.store.completeDue(leased());
        // Two showed the message: what Slack took last may be what was true first. It is compared once more.
        if (lease === 'lost' && claimed.kind === 'publish')
          await options.store.markDue([{ kind: claimed.kind, key: claimed.key }]);
      } else {
        outcome = 'again';
        logChange(name, result.problem);
        await options.store.postponeDue(leased(), result.againInMs, result.problem);
      }
    } catch (error) {
      outcome = 'failed';
      const problem = error instanceof Error ? error.message : String(error);
      if (problems.get(name) !== problem) {
        problems.set(name, problem);
        options.log.error(
          {
            work: name,
            attempt: claimed.attempt,
            error: problem,
            stack: error instanceof Error ? error.stack : undefined,
          },
          'work failed, will be tried again',
        );
      }
      const pause = Math.min(firstPauseMs * 2 ** Math.min(claimed.attempt - 1, 10), longestPauseMs);
      // If even this cannot be written, the lease runs out and the work is taken again.
      await options.store.postponeDue(leased(), pause, problem).catch(() => undefined);
    }
    options.observe(claimed.kind, outcome, (options.now() - started) / 1000);
  };

  const logChange = (name: string, problem: string | undefined): void => {
    if (problem === undefined) {
      problems.delete(name);
    } else if (problems.get(name) !== problem) {
      problems.set(name, problem);
      options.log.warn({ work: name, problem }, 'work waits');
    }
  };

  const runLane = async (state: LaneState): Promise<void> => {
    const { lane } = state;
    let lookedForLeftAt = -Infinity;
    const claim = async (limit: number): Promise<readonly DueItem[]> => {
      const wanted = { owner: options.owner, leaseMs, limit, kinds: lane.kinds };
      if (options.now() - lookedForLeftAt >= lookForLeftMs) {
        lookedForLeftAt = options.now();
        const left = await options.store.claimDue({ ...wanted, only: 'interrupted' });
        if (left.length > 0) return left;
      }
      return options.store.claimDue(wanted);
    };
    const busy = new Set<Promise<void>>();
    let storeProblem: string | undefined;
    let hadNothing = false;
    while (!isStopping()) {
      let taken = 0;
      let pause: number | undefined;
      state.awaited = false;
      state.lookedAt = performance.now();
      try {
        const free = lane.concurrency - busy.size;
        // Most of what wakes a lane is work for another: one that had nothing asks first, which costs less than taking.
        if (hadNothing && free > 0) pause = napFor(await options.store.nextDueInMs(lane.kinds));
        const items = free > 0 && (pause ?? 0) <= shortestNapMs ? await claim(free) : [];
        if (free > 0) hadNothing = items.length === 0;
        storeProblem = undefined;
        for (const item of items) {
          const name = `${item.kind}/${item.key}`;
          // Taken again after its lease although this process still works on it: leave it to the one that runs.
          const known = running.has(name);
          running.set(name, item);
          if (known) continue;
          taken += 1;
          const promise = work(item, name).finally(() => {
            busy.delete(promise);
            running.delete(name);
            // A place is free here; and what was done may have made work for any lane.
            look(state);
            poke();
          });
          busy.add(promise);
        }
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        if (problem !== storeProblem) options.log.error({ problem }, 'the store does not give out work');
        storeProblem = problem;
      }
      if (taken > 0 || isStopping()) continue;
      // A lane without a free place waits for one; asking the store would tell it nothing.
      await nap(
        state,
        busy.size < lane.concurrency ? (pause ?? (await pauseOf(options.store, lane.kinds))) : napMs,
      );
    }
    await Promise.all(busy);
  };

  const renew = async (): Promise<void> => {
    const items = [...running.values()];
    if (items.length === 0) return;
    try {
      const renewed = await options.store.renewDue(items, leaseMs);
      const kept = new Set(renewed.map(({ kind, key }) => `${kind}/${key}`));
      for (const item of items) {
        const work = `${item.kind}/${item.key}`;
        if (!kept.has(work) && running.get(work) === item)
          options.log.warn({ work }, 'the lease was lost: another process may do the same');
      }
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      options.log.warn({ problem }, 'leases were not renewed, will be tried again');
    }
  };

  const loops = states.map(runLane);
  const renewal = setInterval(() => void renew(), renewMs);
  return {
    poke,
    async stop(graceMs) {
      stopped = true;
      states.forEach(look);
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([Promise.all(loops).then(() => undefined), grace]);
      clearTimeout(timer);
      clearInterval(renewal);
      for (const { later } of states) clearTimeout(later);
    },
  };
}

/** Until something of its kinds is due: what only a newer version knows how to do, or another lane, wakes nobody. */
async function pauseOf(store: Pick<Store, 'nextDueInMs'>, kinds: readonly DueKind[]): Promise<number> {
  try {
    return napFor(await store.nextDueInMs(kinds));
  } catch {
    // A store that is down is asked again after a nap; readiness says so meanwhile.
    return napMs;
  }
}

function napFor(dueInMs: number | undefined): number {
  return Math.max(shortestNapMs, Math.min(napMs, dueInMs ?? napMs));
}
