import type { Store } from './store.ts';

export interface DatabaseClock {
  /** The database's time, in milliseconds since the epoch. */
  now(): number;
  stop(): void;
}

export interface DatabaseClockOptions {
  store: Pick<Store, 'readClock'>;
  /** Milliseconds of a clock that nobody sets: `performance.now`. */
  monotonicNow: () => number;
  /** @default 10,000 */
  everyMs?: number;
}

const followEveryMs = 10_000;
/** An answer that took longer says too little about the moment at which the clock was read. */
const slowAnswerMs = 1_000;

/**
 * The clock that all bots of one database share. What one writes another compares with its own time: since when a post is
 * under way, when two looks missed an alert, how long an action is verified. Their machines' clocks may differ by as much
 * as they like; between two readings time goes on as the process counts it, so that setting the machine's clock changes
 * nothing.
 *
 * @throws {MiddlewatchError} when the database cannot be asked at the start; later the last reading goes on.
 */
export async function followDatabaseClock(options: DatabaseClockOptions): Promise<DatabaseClock> {
  const { store, monotonicNow, everyMs = followEveryMs } = options;
  const read = async (): Promise<{ offset: number; tookMs: number }> => {
    const asked = monotonicNow();
    const database = await store.readClock();
    const answered = monotonicNow();
    // The database looked at its clock somewhere in between.
    return { offset: database - (asked + answered) / 2, tookMs: answered - asked };
  };
  let { offset } = await read();
  const follow = async (): Promise<void> => {
    try {
      const reading = await read();
      if (reading.tookMs <= slowAnswerMs) offset = reading.offset;
    } catch {
      // The store is away; whoever needs it says so.
    }
  };
  const timer = setInterval(() => void follow(), everyMs);
  timer.unref();
  return { now: () => Math.round(monotonicNow() + offset), stop: () => clearInterval(timer) };
}
