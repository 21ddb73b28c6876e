import type { Worker } from 'node:worker_threads';
import { moduleBeside } from '../config/module-beside.ts';
import { startThread } from '../config/start-thread.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { StoreCall } from './operations/run-call.ts';
import { unpackError } from './sent-error.ts';
import { monotonicMs, type FromWorker, type ToWorker, type WorkerStart } from './worker-protocol.ts';

export interface ThreadLimits {
  deadlineMs: number;
  /** Calls that wait for an answer; one more is refused at once. */
  maxPending: number;
  /** Bytes of webhook bodies that wait. */
  maxPendingBytes: number;
  /** How long closing waits for running operations. */
  closeMs: number;
  onProblem: (problem: Error) => void;
}

/** Stays until the thread answers, also when its caller was told that it took too long: it still takes room there. */
interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
  bytes: number;
}

const entry = moduleBeside(import.meta.url, './worker');
const firstRestartMs = 50;
const longestRestartMs = 5_000;

/** The main thread's end of the store's thread: calls with a deadline, a bounded queue, and a new thread after a crash. */
export class StoreThread {
  readonly #start: WorkerStart;
  readonly #limits: ThreadLimits;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #opening: Promise<void> | undefined;
  /** Why there is no thread just now. */
  #down: Error = new MiddlewatchError('store-unavailable', 'it is not open yet');
  #pendingBytes = 0;
  #lastId = 0;
  #restartMs = firstRestartMs;
  #restartTimer: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  constructor(start: WorkerStart, limits: ThreadLimits) {
    this.#start = start;
    this.#limits = limits;
  }

  /** Starts the thread; resolves when the store is open. @throws what opening met. */
  async open(): Promise<void> {
    this.#opening = this.#startWorker();
    await this.#opening;
  }

  async #startWorker(): Promise<void> {
    const worker = startThread(entry, {
      workerData: this.#start,
      name: 'store',
      alsoImports: [this.#start.parserModule, this.#start.intake?.module ?? []]
        .flat()
        .map((module) => new URL(module)),
    });
    await new Promise<void>((resolve, reject) => {
      let end = new MiddlewatchError('store-unavailable', "the store's thread ended") as Error;
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'opened') {
          this.#worker = worker;
          this.#restartMs = firstRestartMs;
          resolve();
        } else if (message.type === 'refused') {
          end = unpackError(message.error);
        } else {
          this.#settle(message);
        }
      });
      worker.on('error', (error: Error) => {
        end = new MiddlewatchError('store-unavailable', `the store's thread failed: ${error.message}`, {
          cause: error,
        });
      });
      // The last event in any case, and only now the thread's lock is given back.
      worker.on('exit', () => {
        reject(end);
        if (this.#worker === worker) this.#crashed(end);
      });
    });
  }

  /**
   * @param large bytes of large buffers in the arguments; `transfer` moves them instead of copying.
   * @param deadlineMs of this call. @default that of all
   */
  async call(
    { name, arguments: arguments_ }: StoreCall,
    large: { bytes: number; transfer: readonly ArrayBuffer[] } = { bytes: 0, transfer: [] },
    deadlineMs = this.#limits.deadlineMs,
  ): Promise<unknown> {
    const worker = this.#worker;
    const { maxPending, maxPendingBytes } = this.#limits;
    if (worker === undefined) throw this.#down;
    if (this.#pending.size >= maxPending || this.#pendingBytes + large.bytes > maxPendingBytes) {
      throw new MiddlewatchError('store-unavailable', `${this.#pending.size} operations are waiting for it`);
    }
    this.#lastId += 1;
    const id = this.#lastId;
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new MiddlewatchError('store-deadline', `${name} took over ${deadlineMs} ms`));
      }, deadlineMs);
      this.#pending.set(id, { resolve, reject, timer, bytes: large.bytes });
      this.#pendingBytes += large.bytes;
      const message: ToWorker = {
        type: 'call',
        id,
        deadline: monotonicMs() + deadlineMs,
        name,
        arguments: arguments_,
      };
      try {
        worker.postMessage(message, large.transfer);
      } catch (error) {
        // An argument that cannot be cloned is the caller's fault.
        this.#take(id)?.reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /** Waits for running operations, then ends the thread; calls from now on are refused. */
  async close(): Promise<void> {
    this.#closed ??= this.#end();
    await this.#closed;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#restartTimer);
    // A thread that is just starting is closed once it is there; one that cannot start needs no closing.
    await this.#opening?.catch(() => undefined);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#down = new MiddlewatchError('store-unavailable', 'it is closed');
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ type: 'close' } satisfies ToWorker);
    const timer = setTimeout(() => void worker.terminate(), this.#limits.closeMs);
    await ended;
    clearTimeout(timer);
    this.#rejectAll(this.#down);
  }

  #settle(message: FromWorker): void {
    if (message.type !== 'answers') return;
    for (const answer of message.answers) {
      if ('error' in answer) this.#take(answer.id)?.reject(unpackError(answer.error));
      else this.#take(answer.id)?.resolve(answer.value);
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending === undefined) return undefined;
    this.#pending.delete(id);
    this.#pendingBytes -= pending.bytes;
    clearTimeout(pending.timer);
    return pending;
  }

  #rejectAll(error: Error): void {
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(error);
  }

  #crashed(end: Error): void {
    this.#worker = undefined;
    this.#down = end;
    this.#rejectAll(end);
    this.#limits.onProblem(end);
    if (this.#closed === undefined) this.#restartLater();
  }

  #restartLater(): void {
    this.#restartTimer = setTimeout(() => {
      this.open().catch((error: unknown) => {
        this.#down = error instanceof Error ? error : new Error(String(error));
        if (this.#closed !== undefined) return;
        this.#limits.onProblem(this.#down);
        this.#restartLater();
      });
    }, this.#restartMs);
    this.#restartMs = Math.min(this.#restartMs * 2, longestRestartMs);
  }
}
