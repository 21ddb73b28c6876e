/** One limit of Slack's: on average one call every `intervalMs`, `burst` at once after a pause. */
export interface Rate {
  /** Budgets are shared by name: `chat.update`, `post/C012`. */
  name: string;
  intervalMs: number;
  burst: number;
}

/** Who goes first where Slack does not let all go at once; a lower number goes before a higher one. */
export const ranks = {
  /** What wakes people: a new critical card, a storm's card. */
  wake: 0,
  /** Somebody pressed or typed something and waits. */
  answer: 1,
  card: 2,
  edit: 3,
  /** What stands in threads. */
  detail: 4,
} as const;

export type Rank = (typeof ranks)[keyof typeof ranks];

interface Waiter {
  rates: readonly Rate[];
  rank: Rank;
  /** Of two with the same rank the one that asked first goes first. */
  turn: number;
  /** When it was told to ask again. */
  backAt: number;
}

/** Whoever does not come back lets others go before; its place among its equals is kept for a while. */
const lateMs = 1_000;
const forgottenAfterMs = 30_000;

/**
 * Who may call Slack when. A caller asks with its key and keeps its place until it goes: it can come back later
 * instead of waiting here, and only a lower rank overtakes it. When calls left is kept by the generic cell rate algorithm.
 * Pure but for its own memory; the clock (monotonic) is passed in.
 */
export class RateBudgets {
  /** Per budget, when the next call would be in its average. */
  readonly #next = new Map<string, number>();
  /** When Slack said Retry-After last, until when. */
  readonly #limited = new Map<string, number>();
  readonly #waiters = new Map<string, Waiter>();
  readonly #now: () => number;
  readonly #factor: number;
  #turns = 0;

  /** @param factor How many times faster than the rates say; for a simulated Slack. */
  constructor(now: () => number, factor = 1) {
    this.#now = now;
    this.#factor = factor;
  }

  /** Milliseconds until `key` may go; asking again keeps the place. At 0, `go` has to follow at once. */
  wait(key: string, rates: readonly Rate[], rank: Rank = ranks.edit): number {
    const now = this.#now();
    this.#forget(now);
    const waiter = this.#waiters.get(key) ?? { rates, rank, turn: (this.#turns += 1), backAt: now };
    waiter.rank = rank;
    this.#waiters.set(key, waiter);
    const wait = this.#waitOf(waiter, now);
    waiter.backAt = now + wait;
    return wait;
  }

  /** The call leaves now: the place is used. */
  go(key: string): void {
    const waiter = this.#waiters.get(key);
    if (waiter === undefined) return;
    this.#waiters.delete(key);
    const now = this.#now();
    for (const rate of waiter.rates)
      this.#next.set(rate.name, Math.max(this.#next.get(rate.name) ?? 0, now) + this.#interval(rate));
  }

  /** Slack said Retry-After: this budget alone rests. */
  pause(rate: Rate, milliseconds: number): void {
    this.#limited.set(rate.name, this.#now() + milliseconds);
    this.hold(rate, milliseconds);
  }

  /** Another process used the budget up: the next call may leave in so many milliseconds. */
  hold(rate: Rate, milliseconds: number): void {
    this.#next.set(rate.name, this.#now() + milliseconds + (rate.burst - 1) * this.#interval(rate));
  }

  /** How long somebody who asks now, after all who wait, would have to wait; and when Slack's last rest ended or ends. */
  pressure(rates: readonly Rate[]): { waitMs: number; limitedUntil: number | undefined } {
    const now = this.#now();
    const last: Waiter = { rates, rank: ranks.detail, turn: Infinity, backAt: now };
    const limited = rates.flatMap(({ name }) => this.#limited.get(name) ?? []);
    return {
      waitMs: this.#waitOf(last, now),
      limitedUntil: limited.length === 0 ? undefined : Math.max(...limited),
    };
  }

  #waitOf(waiter: Waiter, now: number): number {
    const ahead = [...this.#waiters.values()].filter(
      (other) =>
        other !== waiter &&
        now <= other.backAt + lateMs &&
        (other.rank < waiter.rank || (other.rank === waiter.rank && other.turn < waiter.turn)),
    );
    const waits = waiter.rates.map((rate) => {
      const before = ahead.filter(({ rates }) => rates.some(({ name }) => name === rate.name)).length;
      const next = Math.max(this.#next.get(rate.name) ?? 0, now);
      return next + (before - (rate.burst - 1)) * this.#interval(rate) - now;
    });
    return Math.max(0, ...waits);
  }

  #interval(rate: Rate): number {
    return rate.intervalMs / this.#factor;
  }

  #forget(now: number): void {
    for (const [key, { backAt }] of this.#waiters)
      if (backAt + forgottenAfterMs <= now) this.#waiters.delete(key);
    for (const [name, next] of this.#next) if (next <= now) this.#next.delete(name);
  }
}
