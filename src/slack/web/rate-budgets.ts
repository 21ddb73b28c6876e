/** One limit of Slack's: on average one call every `intervalMs`, `burst` at once after a pause. */
export interface Rate {
  /** Budgets are shared by name: `chat.update`, `post/C012`. */
  name: string;
  intervalMs: number;
  burst: number;
}

interface Place {
  at: number;
  rates: readonly Rate[];
}

/** A place that nobody took for so long is given up. */
const forgottenAfterMs = 30_000;

/**
 * Who may call Slack when. A caller asks with its key and keeps its place until it goes: it can come back later
 * instead of waiting here, and is not overtaken meanwhile. Two books are kept by the generic cell rate algorithm: of the
 * places given, and of the calls that left; one that left late must not bunch up with the next.
 * Pure but for its own memory; the clock (monotonic) is passed in.
 */
export class RateBudgets {
  /** Per budget, when the place after all those given would be. */
  readonly #given = new Map<string, number>();
  readonly #left = new Map<string, number>();
  readonly #places = new Map<string, Place>();
  readonly #now: () => number;
  readonly #factor: number;

  /** @param factor How many times faster than the rates say; for a simulated Slack. */
  constructor(now: () => number, factor = 1) {
    this.#now = now;
    this.#factor = factor;
  }

  /** Milliseconds until `key` may go; asking again keeps the place. At 0, `go` has to follow at once. */
  wait(key: string, given: readonly Rate[]): number {
    const rates = given.map((rate) => ({ ...rate, intervalMs: rate.intervalMs / this.#factor }));
    const now = this.#now();
    let place = this.#places.get(key);
    if (place === undefined || place.at + forgottenAfterMs <= now) {
      this.#forget(now);
      place = { at: Math.max(now, earliest(this.#given, rates)), rates };
      take(this.#given, rates, place.at);
      this.#places.set(key, place);
    }
    return Math.max(0, place.at - now, earliest(this.#left, rates) - now);
  }

  /** The call leaves now: the place is used. */
  go(key: string): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    take(this.#left, place.rates, this.#now());
  }

  /** Slack said Retry-After: this budget alone rests; places in it are lost and asked for anew. */
  pause(rate: Rate, milliseconds: number): void {
    const next = this.#now() + milliseconds + (rate.burst - 1) * rate.intervalMs;
    this.#given.set(rate.name, next);
    this.#left.set(rate.name, next);
    for (const [key, place] of this.#places)
      if (place.rates.some(({ name }) => name === rate.name)) this.#places.delete(key);
  }

  #forget(now: number): void {
    for (const [key, place] of this.#places) if (place.at + forgottenAfterMs <= now) this.#places.delete(key);
    for (const book of [this.#given, this.#left])
      for (const [name, next] of book) if (next <= now) book.delete(name);
  }
}

function earliest(book: ReadonlyMap<string, number>, rates: readonly Rate[]): number {
  return Math.max(
    ...rates.map(({ name, burst, intervalMs }) => (book.get(name) ?? 0) - (burst - 1) * intervalMs),
  );
}

function take(book: Map<string, number>, rates: readonly Rate[], at: number): void {
  for (const { name, intervalMs } of rates) book.set(name, Math.max(book.get(name) ?? 0, at) + intervalMs);
}
