import type { WebClient } from '@slack/web-api';
import { setTimeout as sleep } from 'node:timers/promises';
import { RateBudgets, type Rate } from './rate-budgets.ts';
import { SlackCallError, slackProblem } from './slack-problem.ts';

export interface SlackCallerOptions {
  client: WebClient;
  /** Milliseconds of a clock that nobody sets back: waits are measured by it. */
  monotonicNow: () => number;
  /** How many times faster than Slack's published rates. @default 1 */
  rateFactor?: number;
  /** Told after each call; `outcome` is `ok`, `limited`, `lost` or Slack's error word. */
  observe: (method: string, outcome: string) => void;
  /** Ends waiting when the room stops. */
  signal: AbortSignal;
}

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
  async turn(key: string, rates: readonly Rate[], maxWaitMs: number): Promise<void> {
    for (let waited = 0; ;) {
      const wait = this.#budgets.wait(key, rates);
      if (wait === 0) break;
      if (waited + wait > maxWaitMs) {
        throw new SlackCallError({
          kind: 'limited',
          retryInMs: wait,
          message: "waits for its turn at Slack's rate",
        });
      }
      await sleep(Math.ceil(wait), undefined, { signal: this.#options.signal });
      waited += wait;
    }
    this.#budgets.go(key);
  }

  /** One call, not repeated. @throws {SlackCallError} */
  async call<Result>(
    method: string,
    rate: Rate,
    run: (client: WebClient) => Promise<Result>,
  ): Promise<Result> {
    try {
      const result = await run(this.#options.client);
      this.#options.observe(method, 'ok');
      return result;
    } catch (error) {
      const problem = slackProblem(method, error);
      if (problem.kind === 'limited') this.#budgets.pause(rate, problem.retryInMs);
      this.#options.observe(method, problem.kind === 'refused' ? problem.code : problem.kind);
      throw new SlackCallError(problem, { cause: error });
    }
  }
}
