/** One limit of Slack's: on average one call every `intervalMs`, `burst` at once after a pause. */
export interface Rate {
  /** Budgets are shared by name: `chat.update`, `post/C012`. */
  name: string;
  intervalMs: number;
  burst: number;
}

interface Reservation {
  at: number;
  names: readonly string[];
}

/** A place that nobody took for so long is given up. */
const forgottenAfterMs = 30_000;

/**
 * Who may call Slack when. A caller asks with its key and keeps its place until it goes: it can come back later
 * instead of waiting here, and is not overtaken meanwhile. Pure but for its own memory; the clock is passed in.
 */
export class RateBudgets {
  /** Per budget: when it would be empty-handed no more ("theoretical arrival time" of the generic cell rate algorithm). */
  readonly #next = new Map<string, number>();
  readonly #reserved = new Map<string, Reservation>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds until `key` may go; asking again keeps the place. */
  wait(key: string, rates: readonly Rate[]): number {
    const now = this.#now();
    const held = this.#reserved.get(key);
    if (held !== undefined && held.at + forgottenAfterMs > now) return Math.max(0, held.at - now);
    this.#forget(now);
    const at = Math.max(
      now,
      ...rates.map((rate) => (this.#next.get(rate.name) ?? 0) - (rate.burst - 1) * rate.intervalMs),
    );
    for (const rate of rates) {
      this.#next.set(rate.name, Math.max(this.#next.get(rate.name) ?? 0, at) + rate.intervalMs);
    }
    this.#reserved.set(key, { at, names: rates.map((rate) => rate.name) });
    return at - now;
  }

  /** The call leaves now: the place is used. */
  go(key: string): void {
    this.#reserved.delete(key);
  }

  /** Slack said Retry-After: this budget alone rests; places in it are lost and asked for anew. */
  pause(rate: Rate, milliseconds: number): void {
    const until = this.#now() + milliseconds;
    this.#next.set(rate.name, until + (rate.burst - 1) * rate.intervalMs);
    for (const [key, held] of this.#reserved) if (held.names.includes(rate.name)) this.#reserved.delete(key);
  }

  #forget(now: number): void {
    for (const [key, held] of this.#reserved)
      if (held.at + forgottenAfterMs <= now) this.#reserved.delete(key);
    for (const [name, next] of this.#next) if (next <= now) this.#next.delete(name);
  }
}
