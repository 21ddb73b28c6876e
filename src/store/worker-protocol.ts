import type { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { StoreCall } from './operations/run-call.ts';

/** What the store's thread is started with. */
export interface WorkerStart {
  database:
    | { engine: 'sqlite'; path: string; clock: SharedArrayBuffer }
    | { engine: 'postgres'; url: string; deadlineMs: number };
  /** URL of the module that exports `parseDelivery`. */
  parserModule: string;
  /** URL of the module that exports `createTakeDelivery`, and the plain data that it is given; absent where nothing is taken in. */
  intake?: { module: string; rules: unknown };
}

/** From the main thread. `deadline` is by the process's monotonic clock, in milliseconds: see monotonicMs. */
export type ToWorker = ({ type: 'call'; id: number; deadline: number } & StoreCall) | { type: 'close' };

/** To the main thread. */
export type FromWorker =
  | { type: 'opened' }
  | { type: 'refused'; error: SentError }
  /** Of one commit: a message for each would cost more than the commit. */
  | { type: 'answers'; answers: readonly Answer[] };

/** What became of one call. */
export type Answer = { id: number; value: unknown } | { id: number; error: SentError };

/** An error on its way between threads: structured cloning would drop its class and its code. */
export interface SentError {
  code: MiddlewatchError['code'] | undefined;
  message: string;
  stack: string | undefined;
}

/** The same clock in every thread of the process, untouched by changes of the time of day. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
