import type { SimulatedClock } from './simulated-clock.ts';

/** Simulated milliseconds between a change and the controller's look at it. */
const reconcileDelayMs = 10;

/**
 * The keys that a controller has to look at, each once however often it was added. A paused queue keeps what is added.
 * `reconcile` must not wait: it reads the store, writes, and asks to be called again with `addAfter`.
 */
export class WorkQueue {
  readonly #clock: SimulatedClock;
  readonly #reconcile: (key: string) => void;
  readonly #pending = new Set<string>();
  readonly #later = new Map<string, () => void>();
  #scheduled = false;
  #paused = false;

  constructor(clock: SimulatedClock, reconcile: (key: string) => void) {
    this.#clock = clock;
    this.#reconcile = reconcile;
  }

  add(key: string): void {
    this.#pending.add(key);
    this.#schedule();
  }

  /** Adds the key after simulated milliseconds; a later wish for the same key replaces an earlier one. */
  addAfter(key: string, simulatedMs: number): void {
    this.#later.get(key)?.();
    const cancel = this.#clock.after(simulatedMs, () => {
      this.#later.delete(key);
      this.add(key);
    });
    this.#later.set(key, cancel);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  get paused(): boolean {
    return this.#paused;
  }

  #schedule(): void {
    if (this.#scheduled || this.#paused || this.#pending.size === 0) return;
    this.#scheduled = true;
    this.#clock.after(reconcileDelayMs, () => {
      this.#scheduled = false;
      if (this.#paused) return;
      const keys = [...this.#pending];
      this.#pending.clear();
      for (const key of keys) this.#reconcile(key);
    });
  }
}
