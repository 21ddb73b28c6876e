/** Lets things that run at once take turns in an order that the test chooses: a turn before every call that leaves a process. */
export class Turns {
  readonly #picks: readonly number[];
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #taken = 0;

  constructor(picks: readonly number[]) {
    this.#picks = picks;
  }

  async run(jobs: readonly (() => Promise<void>)[]): Promise<void> {
    this.#running = jobs.length;
    await Promise.all(
      jobs.map(async (job) => {
        try {
          await this.turn();
          await job();
        } finally {
          this.#running -= 1;
          this.#next();
        }
      }),
    );
  }

  /** Waits until all others wait too, and this one is picked. */
  async turn(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#next();
    });
  }

  #next(): void {
    if (this.#running === 0 || this.#waiting.length < this.#running) return;
    const pick = this.#picks[this.#taken % Math.max(1, this.#picks.length)] ?? 0;
    this.#taken += 1;
    const [go] = this.#waiting.splice(pick % this.#waiting.length, 1);
    go?.();
  }
}
