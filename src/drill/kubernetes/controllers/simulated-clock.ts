/** Real time sped up: all waiting of the simulated cluster goes through it, so that everything can be stopped at once. */
export class SimulatedClock {
  readonly speed: number;
  readonly now: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  /** @param options `speed` simulated seconds pass in a real one; `now` in milliseconds since the epoch. */
  constructor(options: { speed: number; now: () => number }) {
    this.speed = options.speed;
    this.now = options.now;
  }

  /** Runs the action after simulated milliseconds; the answer cancels it. */
  after(simulatedMs: number, action: () => void): () => void {
    if (this.#stopped) return () => undefined;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, simulatedMs / this.speed);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** Runs the action every so many simulated milliseconds; the answer ends it. */
  every(simulatedMs: number, action: () => void): () => void {
    let cancel: () => void = () => undefined;
    let ended = false;
    const next = (): void => {
      cancel = this.after(simulatedMs, () => {
        action();
        if (!ended) next();
      });
    };
    next();
    return () => {
      ended = true;
      cancel();
    };
  }

  /** Simulated milliseconds since a moment of `now`. */
  elapsedSince(at: number): number {
    return (this.now() - at) * this.speed;
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
