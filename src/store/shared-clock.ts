/**
 * The clock that the store's thread reads. By default it follows the machine's; an offset or a fixed time makes due
 * times, leases and expiry testable without waiting. It lives in shared memory, so that turning it in the main thread
 * is seen by the store's next operation.
 */
export class SharedClock {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: BigInt64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.buffer = buffer;
    this.#cells = new BigInt64Array(buffer);
  }

  /** A clock that stands at a time, in milliseconds since the epoch, until it is moved. */
  static standingAt(milliseconds: number): SharedClock {
    const clock = new SharedClock();
    Atomics.store(clock.#cells, 0, 1n);
    Atomics.store(clock.#cells, 1, BigInt(milliseconds));
    return clock;
  }

  /** Milliseconds since the epoch, whole. */
  now(): number {
    const value = Number(Atomics.load(this.#cells, 1));
    return Atomics.load(this.#cells, 0) === 1n ? value : Date.now() + value;
  }

  /** Moves it on (a negative number: back). */
  advance(milliseconds: number): void {
    Atomics.add(this.#cells, 1, BigInt(milliseconds));
  }
}
