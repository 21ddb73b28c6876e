import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../../src/drill/slack/message.ts';
import { judgeMessages } from '../../faults/support/judge-cards.ts';
import { isClean, noFault, type Judgement } from '../../faults/support/judgement.ts';
import { answerTo } from '../../stories/support/answer-to.ts';
import type { Bot } from '../../stories/support/start-story.ts';
import { httpRequest } from '../support/http-request.ts';
import { waitUntil } from '../support/wait-until.ts';
import { cart, ledger, namespaces, relay, vault, workloads, type AlertWorld } from './alert-world.ts';
import { judgeChannel, type ExpectedCard } from './expected-cards.ts';
import type { IllWorkload } from './ill-pods.ts';
import { judgeAlerts } from './judge-alerts.ts';
import { untilLooked } from './until-looked.ts';

export interface PlayOptions {
  /** How long the bot is away, at least. Milliseconds. */
  awayMs: number;
  print: (line: string) => void;
}

export interface PlayReport extends Judgement {
  /** Alerts that fired in Prometheus at once. */
  fired: number;
  /** Messages in the channels, threads not counted. */
  cards: number;
  /** What `/mw why` said. */
  whys: { paged: string; silencedBefore: string; silencedWhileFiring: string; twice: string };
}

/** What the channels are given to become right; they are edited at Slack's pace. */
const patienceMs = 60_000;

/**
 * 500 alerts fire, some silenced; one Alertmanager is killed, the bot is away, Alertmanager's storage is lost while some
 * fire and again when all is over. After each step the channels have to show what is true.
 */
export async function playAlertmanagers(world: AlertWorld, options: PlayOptions): Promise<PlayReport> {
  return new Play(world, options).run();
}

class Play {
  #bot: Bot | undefined;
  readonly #world: AlertWorld;
  readonly #options: PlayOptions;
  readonly #started = performance.now();
  readonly #judgement = noFault();
  readonly #ill = new Set<IllWorkload>();

  constructor(world: AlertWorld, options: PlayOptions) {
    this.#world = world;
    this.#options = options;
  }

  async run(): Promise<PlayReport> {
    const { alertmanagers, story } = this.#world;
    const [first, second] = alertmanagers;
    this.#bot = await story.startBot();
    const early = await first.silence(silence(vault, 'ana', 'sealed for the audit'));
    await waitUntil(async () => second.knowsSilence(early), {
      what: 'the silence at the other Alertmanager',
    });
    this.#set(workloads, 'ill');
    const fired = await this.#untilPrometheusFires(500);
    this.#say(`${fired} alerts fire in Prometheus; ${vault.name} was silenced before`);
    await this.#untilRight('every workload has its card');

    await first.silence(silence(ledger, 'ben', 'waits for the new disk'));
    await this.#untilRight(`the card of ${ledger.name} says who silenced it`, [silencedCard]);
    const silencedBefore = await this.#why(vault.alertname);
    const twice = await this.#why(relay.alertname);

    await first.kill();
    this.#say('one Alertmanager was killed');
    const code = await this.#bot.stop();
    if (code !== 0) this.#judgement.wrong.push(`the bot ended with ${String(code)}`);
    const away = sleep(this.#options.awayMs);
    const healed = workloads.filter(({ namespace }) => namespace === 'mail').slice(0, 5);
    this.#set([...healed, vault, cart], 'well');
    await this.#untilPrometheusFires(pods(this.#ill));
    this.#set([cart], 'ill');
    await away;
    this.#say(
      `the bot was away for ${this.#options.awayMs / 1000} s; ${healed.length} workloads got well, ${cart.name} fell ill again`,
    );
    this.#bot = await story.startBot();
    await this.#untilRight('the channels are up to date again', [silencedCard]);

    await second.stop();
    await Promise.all(alertmanagers.map(async (replica) => replica.wipe()));
    await Promise.all(alertmanagers.map(async (replica) => replica.start()));
    await this.#untilListed(pods(this.#ill));
    await untilLooked(this.#bot.url);
    this.#say(`both Alertmanagers lost their storage and run again; ${pods(this.#ill)} alerts still fire`);
    await this.#untilRight('no second card, no false end; the silence is gone');

    this.#set(workloads, 'well');
    await this.#untilPrometheusFires(0);
    await this.#untilRight('all is over');
    await Promise.all(alertmanagers.map(async (replica) => replica.stop()));
    await Promise.all(alertmanagers.map(async (replica) => replica.wipe()));
    await Promise.all(alertmanagers.map(async (replica) => replica.start()));
    await untilLooked(this.#bot.url);
    await this.#untilRight('all is over, also after Alertmanager lost its storage again');

    const whys = {
      paged: await this.#why('KubePodCrashLooping'),
      silencedBefore,
      silencedWhileFiring: await this.#why(ledger.alertname),
      twice,
    };
    await this.#bot.stop();
    return {
      ...(await this.#judged()),
      fired,
      cards: this.#world.channels.flatMap((channel) => this.#roots(channel)).length,
      whys,
    };
  }

  #say(line: string): void {
    this.#options.print(`${((performance.now() - this.#started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  }

  #set(some: readonly IllWorkload[], state: 'ill' | 'well'): void {
    this.#world.pods.set(some, state);
    for (const one of some) {
      if (state === 'ill') this.#ill.add(one);
      else this.#ill.delete(one);
    }
  }

  #roots(channel: string): readonly Message[] {
    return this.#world.story.workspace.messages(channel);
  }

  #judgeChannels(expected: readonly ExpectedCard[]): Judgement {
    const all = namespaces.map((namespace, index) =>
      judgeChannel(
        this.#roots(this.#world.channels[index] ?? ''),
        expected.filter(({ workload }) => workload.namespace === namespace),
      ),
    );
    return {
      lost: all.flatMap(({ lost }) => lost),
      duplicated: all.flatMap(({ duplicated }) => duplicated),
      wrong: all.flatMap(({ wrong }) => wrong),
    };
  }

  /** Waits until the channels show what is true now, and keeps what was not in time. */
  async #untilRight(what: string, differing: readonly ExpectedCard[] = []): Promise<void> {
    const expected = workloads.map((workload): ExpectedCard => {
      const given = differing.find((one) => one.workload === workload);
      if (given !== undefined) return given;
      if (workload === vault) return { workload, word: 'none' };
      return { workload, word: this.#ill.has(workload) ? 'Firing' : 'Resolved' };
    });
    const judge = () => this.#judgeChannels(expected);
    await waitUntil(() => isClean(judge()), { what, timeoutMs: patienceMs }).catch(() => undefined);
    const found = judge();
    this.#say(isClean(found) ? what : `NOT so: ${what}: ${JSON.stringify(found)}`);
    for (const kind of ['lost', 'duplicated', 'wrong'] as const)
      this.#judgement[kind].push(...found[kind].map((one) => `${what}: ${one}`));
  }

  async #untilPrometheusFires(count: number): Promise<number> {
    const { url } = this.#world.prometheus;
    return waitUntil(
      async () => {
        const answer = await httpRequest({ method: 'GET', url: `${url}/api/v1/alerts` });
        const { data } = JSON.parse(answer.text) as { data: { alerts: { state: string }[] } };
        const firing = data.alerts.filter(({ state }) => state === 'firing').length;
        return firing === count ? { firing } : undefined;
      },
      { what: `${count} alerts in Prometheus` },
    ).then(({ firing }) => firing);
  }

  /** Prometheus tells a new Alertmanager within its resend delay. */
  async #untilListed(count: number): Promise<void> {
    for (const replica of this.#world.alertmanagers)
      await waitUntil(async () => (await replica.alertCount()) === count, {
        what: `${count} alerts in ${replica.url}`,
      });
  }

  async #why(alertname: string): Promise<string> {
    const answer = await answerTo(this.#world.story, 'ana', (ana) => ana.command('/mw', `why ${alertname}`));
    this.#say(`/mw why ${alertname}`);
    for (const line of new Set(answer.split('\n'))) this.#options.print(`        ${line}`);
    return answer;
  }

  /** The bot is stopped: its store is read. */
  async #judged(): Promise<Judgement> {
    const { story, channels } = this.#world;
    const stored = await judgeAlerts(
      { path: story.storeFile },
      workloads.map((workload) => ({
        workload,
        occurrences: workload === vault ? 0 : workload === cart ? 2 : 1,
      })),
    );
    const twice = judgeMessages(story.workspace, channels);
    return {
      lost: [...this.#judgement.lost, ...stored.lost],
      duplicated: [...this.#judgement.duplicated, ...stored.duplicated, ...twice.duplicated],
      wrong: [...this.#judgement.wrong, ...stored.wrong],
    };
  }
}

const silencedCard: ExpectedCard = {
  workload: ledger,
  word: 'Firing',
  silenced: /Silenced in Alertmanager by ben until .*: waits for the new disk/,
};

function silence(workload: IllWorkload, createdBy: string, comment: string) {
  return {
    matchers: [
      { name: 'namespace', value: workload.namespace, isRegex: false },
      { name: 'pod', value: `${workload.name}-.*`, isRegex: true },
    ],
    createdBy,
    comment,
    endsAt: new Date(Date.now() + 3_600_000),
  };
}

function pods(some: Iterable<IllWorkload>): number {
  return [...some].reduce((sum, one) => sum + one.pods, 0);
}
