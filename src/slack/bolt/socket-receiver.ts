import type { App, Receiver } from '@slack/bolt';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../observe/logger.ts';
import { slackProblem } from '../web/slack-problem.ts';
import { SocketLink } from './socket-link.ts';

export interface SocketProblem {
  words: string;
  /** Who hears what people do in Slack: perhaps nobody, or, when all places are taken, the other bots. */
  heardBy: 'nobody' | 'others';
}

export interface SocketReceiverOptions {
  appToken: string;
  slackApiUrl?: string;
  log: Logger;
  /** Told whenever a connection comes or goes: how many are open of how many, and what is wrong. */
  onChange: (open: number, wanted: number, problem: SocketProblem | undefined) => void;
}

/**
 * Two: while Slack renews one (some times a day) or it breaks, commands reach the other. Slack gives each envelope to one of
 * them. @see https://docs.slack.dev/apis/events-api/using-socket-mode (at most ten)
 */
const connections = 2;
/** A connection is renewed by us after so long, in case it is open but silent. */
const maxAgeMs = 4 * 60 * 60 * 1000;
const firstPauseMs = 500;
const longestPauseMs = 30_000;
const crowdedPauseMs = 1_000;
/** Slack says at once that there is no place. */
const placeSureMs = 1_000;
const crowded: SocketProblem = {
  words: 'Slack allows ten connections an app, and other bots have them: they hear what people do',
  heardBy: 'others',
};

/** Socket Mode over two connections, each replaced before it is left. Start returns at once: Slack may be down. */
export class SocketReceiver implements Receiver {
  readonly #options: SocketReceiverOptions;
  readonly #stopping = new AbortController();
  readonly #isStopping = (): boolean => this.#stopping.signal.aborted;
  readonly #open = new Set<SocketLink>();
  readonly #retiring = new Set<Promise<void>>();
  #app: App | undefined;
  #loops: readonly Promise<void>[] = [];
  #problem: SocketProblem | undefined;

  constructor(options: SocketReceiverOptions) {
    this.#options = options;
  }

  init(app: App): void {
    this.#app = app;
  }

  async start(): Promise<void> {
    const app = this.#app;
    if (app === undefined) throw new Error('the receiver was not given its app');
    this.#loops = Array.from({ length: connections }, () => this.#keepOpen(app));
  }

  /** No socket is open after this, and none opens later. Waits for what was received. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#loops);
    await Promise.all(this.#retiring);
  }

  activeConnections(): number {
    return [...this.#open].filter((link) => link.isActive()).length;
  }

  async #keepOpen(app: App): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    let crowdings = 0;
    let current: SocketLink | undefined;
    while (!this.#isStopping()) {
      const link = new SocketLink({ ...this.#options, app, signal });
      try {
        await link.connect(signal);
      } catch (error) {
        if (this.#isStopping()) break;
        failures += 1;
        const problem = slackProblem('apps.connections.open', error);
        const words = problem.kind === 'lost' && error instanceof Error ? error.message : problem.message;
        this.#say({ words, heardBy: 'nobody' });
        const pause = pauseAfter(failures, firstPauseMs);
        await rest(problem.kind === 'limited' ? Math.max(problem.retryInMs, pause) : pause, signal);
        continue;
      }
      failures = 0;
      this.#open.add(link);
      if (current !== undefined) this.#retire(current);
      current = link;
      // After one that was ended at once it is not known yet whether there is a place now.
      if (crowdings > 0) await Promise.race([link.ended, rest(placeSureMs, signal)]);
      if (!link.isCrowdedOut) {
        crowdings = 0;
        this.#say(undefined);
        await this.#untilEnded(link, signal);
      }
      if (!link.isCrowdedOut) continue;
      crowdings += 1;
      this.#retire(link);
      current = undefined;
      this.#say(crowded);
      await rest(pauseAfter(crowdings, crowdedPauseMs), signal);
    }
    if (current !== undefined) this.#retire(current);
  }

  async #untilEnded(link: SocketLink, signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let stop: () => void = () => undefined;
    const other = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('it is renewed for its age'), maxAgeMs);
      stop = () => resolve('stopping');
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    });
    const why = await Promise.race([link.ended, other]);
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    if (!this.#isStopping()) {
      this.#options.log.info({ reason: why }, 'a Slack connection is replaced');
      if (!link.isActive()) this.#say(this.#problem);
    }
  }

  #retire(link: SocketLink): void {
    this.#open.delete(link);
    const retiring = link.retire().finally(() => this.#retiring.delete(retiring));
    this.#retiring.add(retiring);
  }

  #say(problem: SocketProblem | undefined): void {
    if (problem !== undefined && problem.words !== this.#problem?.words)
      this.#options.log.warn({ problem: problem.words }, 'no connection to Slack; it is tried again');
    this.#problem = problem;
    this.#options.onChange(this.activeConnections(), connections, problem);
  }
}

function pauseAfter(failures: number, firstMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 10), longestPauseMs);
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
