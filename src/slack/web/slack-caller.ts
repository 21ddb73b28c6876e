import type { WebClient } from '@slack/web-api';
import { setTimeout as sleep } from 'node:timers/promises';
import { RateBudgets, type Rank, type Rate } from './rate-budgets.ts';
import { SlackCallError, slackProblem } from './slack-problem.ts';

/** Budgets that several processes use together, by the clock of their database. */
export interface SharedBudgets {
  /** Takes one call out of each budget, or of none: then so many milliseconds are to be waited for the one named. */
  takeSlackTurn(rates: readonly Rate[]): Promise<{ name: string; waitMs: number } | undefined>;
  /** Slack said Retry-After. */
  restSlack(rate: Rate, milliseconds: number): Promise<void>;
}

export interface SlackCallerOptions {
  client: WebClient;
  /** Milliseconds of a clock that nobody sets back: waits are measured by it. */
  monotonicNow: () => number;
  /** How many times faster than Slack's published rates. @default 1 */
  rateFactor?: number;
  /** Absent: no other process calls Slack with this token. */
  shared?: SharedBudgets;
  /** Told after each call; `outcome` is `ok`, `limited`, `lost` or Slack's error word. */
  observe: (method: string, outcome: string, channel: string | undefined) => void;
  /** Ends waiting when the room stops. */
  signal: AbortSignal;
}

/** Edits that take longer than this are worth a word on the card. */
const behindMs = 10_000;
/** After Slack limited us, it is said for so long. */
const limitedRecentlyMs = 60_000;
/** A turn that came this long after it was asked for may be over: the process stood still, and others used theirs. */
const staleTurnMs = 2_000;

/** The one way to Slack's Web API: each call in its turn, by its budgets, its error told apart. */
export class SlackCaller {
  readonly #options: SlackCallerOptions;
  readonly #budgets: RateBudgets;

  constructor(options: SlackCallerOptions) {
    this.#options = options;
    this.#budgets = new RateBudgets(options.monotonicNow, options.rateFactor);
  }

  /**
   * Waits for the turn of `key` when it comes within `maxWaitMs`; else throws `limited` and keeps the place.
   * What is sent should be computed after this: it is the newest state then.
   */
  async turn(key: string, rates: readonly Rate[], maxWaitMs: number, rank?: Rank): Promise<void> {
    let staleTurns = 0;
    for (let waited = 0; ;) {
      const wait = this.#budgets.wait(key, rates, rank);
      if (wait > 0) {
        if (waited + wait > maxWaitMs) {
          throw new SlackCallError({
            kind: 'limited',
            retryInMs: wait,
            message: "waits for its turn at Slack's rate",
          });
        }
        await sleep(Math.ceil(wait), undefined, { signal: this.#options.signal });
        waited += wait;
        continue;
      }
      this.#budgets.go(key);
      const askedAt = this.#options.monotonicNow();
      const taken = await this.#options.shared?.takeSlackTurn(rates.filter(isShared));
      const rate = rates.find(({ name }) => name === taken?.name);
      if (taken !== undefined && rate !== undefined) {
        this.#budgets.hold(rate, taken.waitMs);
        continue;
      }
      // Once: a store that is always this slow must not keep it from Slack for good.
      const isStale = this.#options.monotonicNow() - askedAt > staleTurnMs;
      if (!isStale || staleTurns > 0) return;
      staleTurns += 1;
    }
  }

  /** True while what people see may be old because Slack does not take edits as fast as things change. */
  isBehind(rates: readonly Rate[]): boolean {
    const { waitMs, limitedUntil } = this.#budgets.pressure(rates);
    const factor = this.#options.rateFactor ?? 1;
    if (waitMs > behindMs / factor) return true;
    return (
      limitedUntil !== undefined && this.#options.monotonicNow() < limitedUntil + limitedRecentlyMs / factor
    );
  }

  /** One call, not repeated; `channel`: the id of the channel that it is about. @throws {SlackCallError} */
  async call<Result>(
    method: string,
    rate: Rate,
    run: (client: WebClient) => Promise<Result>,
    channel?: string,
  ): Promise<Result> {
    try {
      const result = await run(this.#options.client);
      this.#options.observe(method, 'ok', channel);
      return result;
    } catch (error) {
      const problem = slackProblem(method, error);
      if (problem.kind === 'limited') {
        this.#budgets.pause(rate, problem.retryInMs);
        // The others learn it from Slack itself if this cannot be written.
        await this.#options.shared?.restSlack(rate, problem.retryInMs).catch(() => undefined);
      }
      this.#options.observe(method, problem.kind === 'refused' ? problem.code : problem.kind, channel);
      throw new SlackCallError(problem, { cause: error });
    }
  }
}

/** How often one message is edited is our own rule: only one process does it at a time. */
function isShared({ name }: Rate): boolean {
  return !name.startsWith('edit/');
}
