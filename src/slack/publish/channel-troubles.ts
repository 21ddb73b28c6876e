interface Trouble {
  /** The message that asks whether it is mended. */
  prober: string;
  until: number;
  pauseMs: number;
  problem: string;
}

const firstPauseMs = 5_000;
const longestPauseMs = 30_000;

/**
 * Channels that Slack refuses, and what an operator has to mend (an invitation, a token): one message of each asks again,
 * with growing pauses, and the others wait for it, so that a thousand of them are not a thousand refusals a minute.
 * The clock is passed in.
 */
export class ChannelTroubles {
  readonly #now: () => number;
  readonly #troubles = new Map<string, Trouble>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How long a message has to wait, and for what. */
  waitFor(channel: string, messageId: string): { retryInMs: number; problem: string } | undefined {
    const trouble = this.#troubles.get(channel);
    if (trouble === undefined || trouble.prober === messageId) return undefined;
    const retryInMs = trouble.until - this.#now();
    return retryInMs > 0 ? { retryInMs, problem: trouble.problem } : undefined;
  }

  /** Slack refused it. Gives when to ask again. */
  refused(channel: string, messageId: string, problem: string): { retryInMs: number; problem: string } {
    const before = this.#troubles.get(channel);
    const pauseMs = before === undefined ? firstPauseMs : Math.min(2 * before.pauseMs, longestPauseMs);
    this.#troubles.set(channel, { prober: messageId, until: this.#now() + pauseMs, pauseMs, problem });
    return { retryInMs: pauseMs, problem };
  }

  worked(channel: string): void {
    this.#troubles.delete(channel);
  }
}
