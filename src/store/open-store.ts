import { resolve } from 'node:path';
import { allOperations, type OperationName } from './operations/all-operations.ts';
import { SharedClock } from './shared-clock.ts';
import { StoreThread } from './store-thread.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /**
   * The embedded store's file; `<path>.lock`, `<path>-wal` and `<path>-shm` stand beside it. Its folder is made. Not
   * looked at when `databaseUrl` is given.
   */
  path: string;
  /** `postgres://user:password@host:5432/database`: a PostgreSQL that several processes share. Its clock is the server's. */
  databaseUrl?: string;
  /** The module that reads webhook bodies in the store's thread: exports `parseDelivery(source, body)`. */
  parserModule: URL;
  /**
   * The module that puts alerts into incidents in the store's thread: exports `createTakeDelivery(rules)`. The rules are
   * plain data. Without it `takeDelivery` fails.
   */
  intake?: { module: URL; rules: unknown };
  /** For every call, in milliseconds. @default 5000 */
  deadlineMs?: number;
  /** Calls waiting for an answer; one more is refused with `store-unavailable` at once. @default 1000 */
  maxPending?: number;
  /** Bytes of webhook bodies waiting to be committed. @default 64 MiB */
  maxPendingBytes?: number;
  /** Turns the embedded store's clock, for tests and drills. @default the machine's clock */
  clock?: SharedClock;
  /** Told when the store's thread crashed or could not be started again; for the log. */
  onProblem?: (problem: Error) => void;
}

/**
 * One delivery may hold ten thousand alerts, which a busy machine works on for longer than on anything else. Given up, it
 * would be tried again and take as long.
 */
const intakeTakes = 6;

/**
 * Opens the store in a thread of its own: SQLite, which would hold up the caller at every fsync, or the client of a
 * PostgreSQL. Webhook bodies are read there too, however large.
 *
 * @throws {MiddlewatchError} `store-locked`, `store-newer`, `store-unavailable`
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const deadlineMs = options.deadlineMs ?? 5_000;
  const { databaseUrl, intake } = options;
  const thread = new StoreThread(
    {
      database:
        databaseUrl === undefined
          ? {
              engine: 'sqlite',
              path: resolve(options.path),
              clock: (options.clock ?? new SharedClock()).buffer,
            }
          : { engine: 'postgres', url: databaseUrl, deadlineMs },
      parserModule: options.parserModule.href,
      ...(intake !== undefined && { intake: { module: intake.module.href, rules: intake.rules } }),
    },
    {
      deadlineMs,
      maxPending: options.maxPending ?? 1_000,
      maxPendingBytes: options.maxPendingBytes ?? 64 * 1024 * 1024,
      closeMs: 8_000,
      onProblem: options.onProblem ?? (() => undefined),
    },
  );
  await thread.open();
  // Another process may work on a shared database: there, only time ends a lease.
  if (databaseUrl === undefined) await freeLeases(thread);

  const calls = Object.keys(allOperations).map((name) => [
    name,
    (...arguments_: readonly unknown[]) =>
      thread.call({ name: name as OperationName, arguments: arguments_ }),
  ]);
  return {
    // Each call is the operation of the same name, by the type of allOperations.
    ...(Object.fromEntries(calls) as Omit<Store, 'close' | 'recordDelivery' | 'takeDelivery'>),
    takeDelivery: (deliveryId) =>
      thread.call(
        { name: 'takeDelivery', arguments: [deliveryId] },
        undefined,
        deadlineMs * intakeTakes,
      ) as ReturnType<Store['takeDelivery']>,
    recordDelivery: (delivery) => {
      const body = wholeBuffer(delivery.body);
      return thread.call(
        { name: 'recordDelivery', arguments: [{ ...delivery, body }] },
        { bytes: body.byteLength, transfer: [body.buffer] },
      ) as ReturnType<Store['recordDelivery']>;
    },
    close: () => thread.close(),
  };
}

/** A view of a part (Node cuts small buffers out of a shared pool) cannot be transferred: it is copied. */
function wholeBuffer(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return body.byteLength === body.buffer.byteLength ? body : new Uint8Array(body);
}

/** Whoever held leases here is dead: this process holds the lock. Done at the first opening only, not when the thread starts again. */
async function freeLeases(thread: StoreThread): Promise<void> {
  try {
    await thread.call({ name: 'releaseLeases', arguments: [] });
  } catch (error) {
    await thread.close();
    throw error;
  }
}
