import { SeededRandom } from '../../src/drill/world/seeded-random.ts';
import type { Postgres } from '../e2e/support/start-postgres.ts';
import { backlogOf } from './support/backlog.ts';
import type { BotProcess } from './support/bot-process.ts';
import { cardsIn, judgeCards, judgeMessages, rootsIn } from './support/judge-cards.ts';
import { judgeStore } from './support/judge-store.ts';
import { addTo, noFault, type Judgement } from './support/judgement.ts';
import { sendUntilTaken, targetWith } from './support/sender.ts';
import { troubleSlack, type SlackFaultChoice } from './support/slack-faults.ts';
import { liveAndDie } from './support/storm-life.ts';
import { StormPlan } from './support/storm-plan.ts';
import { startStormWorld, webhookToken, type StormWorld } from './support/storm-world.ts';
import { waitWhileMoving } from './support/wait-while-moving.ts';

export interface StormOptions {
  kills: number;
  seed: number;
  /** @default 48, so that each channel has a storm */
  workloads?: number;
  /** A PostgreSQL of its own for this run; without it the embedded store. */
  databaseUrl?: string;
  /** Its server, when it serves nobody else: it is killed too. */
  postgres?: Postgres;
  /** What Slack suffers from in each life; without it a few lost answers. */
  slackFaults?: SlackFaultChoice;
  print: (line: string) => void;
}

export interface StormReport extends Judgement {
  webhooks: number;
  /** How often a webhook had to be sent again because the bot was not there or did not answer. */
  repeats: number;
  /** Of incidents; the others are counted by storms. */
  cards: number;
  /** How the bot's lives ended, by kind. */
  ends: Readonly<Record<string, number>>;
  /** How often each status was answered. */
  answers: Readonly<Record<string, number>>;
  /** Slack calls that met a fault, by its kind. */
  slackFaults: Readonly<Record<string, number>>;
}

/** After the last start it rages on, so that there is a storm however early the kills came. */
const lastRageMs = 1_000;
/** Slack's trouble goes on for so long then: the bot gives calls up after 8 s and has to live to see it. */
const lastTroubleMs = 12_000;
const senders = 3;
/** Nothing new was worked on or shown for so long: it never will be. Slack may hold a message up for 30 s. */
const stuckMs = 75_000;

/**
 * The real process on real files under a storm of webhooks; killed at random instants and started again; then left alone
 * until Slack shows what must be true, and judged.
 */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const world = await startStormWorld(options);
  const storm = new Storm(world, options);
  try {
    return await storm.run();
  } finally {
    await storm.bot?.kill();
    await world.end();
  }
}

class Storm {
  bot: BotProcess | undefined;
  readonly #world: StormWorld;
  readonly #options: StormOptions;
  readonly #plan: StormPlan;
  readonly #target = targetWith(webhookToken);
  readonly #ends: Record<string, number> = {};
  #webhooks = 0;
  #repeats = 0;
  #raging = true;

  constructor(world: StormWorld, options: StormOptions) {
    this.#world = world;
    this.#options = options;
    this.#plan = new StormPlan(options.seed, options.workloads ?? 48);
  }

  async run(): Promise<StormReport> {
    const { kills, print } = this.#options;
    const { workspace } = this.#world.story;
    const sending = Promise.all(Array.from({ length: senders }, async (_, index) => this.#rage(index)));
    // Told by the await below; a fault of a sender must not end the process before.
    sending.catch(() => undefined);
    for (let kill = 1; kill <= kills; kill += 1) {
      const end = await this.#life(kill);
      // Without its figures it is a kind of end.
      const kind = end.replaceAll(/\d+ ms/g, 'some ms');
      this.#ends[kind] = (this.#ends[kind] ?? 0) + 1;
      print(`kill ${kill} of ${kills}: ${end}`);
    }
    this.bot = this.#world.start();
    this.#target.url = await this.bot.ready;
    await this.#lastRage();
    this.#raging = false;
    await sending;
    await waitWhileMoving(async () => this.#remaining(), { stuckMs });
    const code = await this.bot.stop();
    const stored = await judgeStore(
      this.#world.place,
      this.#plan.expected(),
      [...rootsIn(workspace, this.#world.channels).values()].flat(),
    );
    const shown = this.#judgeShown();
    const twice = judgeMessages(workspace, this.#world.channels);
    if (code !== 0) stored.wrong.push(`the bot ended with ${String(code)}`);
    return {
      lost: [...stored.lost, ...shown.lost],
      duplicated: [...stored.duplicated, ...shown.duplicated, ...twice.duplicated],
      wrong: [...stored.wrong, ...shown.wrong, ...this.#target.wrong],
      webhooks: this.#webhooks,
      repeats: this.#repeats,
      cards: cardsIn(workspace, this.#world.channels).length,
      ends: this.#ends,
      answers: Object.fromEntries(this.#target.answers),
      slackFaults: this.#slackFaults(),
    };
  }

  /** Sends about its own workloads, each step twice at once as two replicas do, and now and then something old again. */
  async #rage(sender: number): Promise<void> {
    const random = new SeededRandom(this.#options.seed + 1 + sender);
    const own = this.#plan.workloads.filter((_, index) => index % senders === sender);
    const sent: unknown[] = [];
    while (this.#raging) {
      const workload = own[Math.floor(random.next() * own.length)];
      if (workload === undefined) return;
      const body = this.#plan.step(workload);
      this.#world.alertmanager.alerts = this.#plan.listed();
      sent.push(body);
      await Promise.all([this.#send(body), ...(random.next() < 0.5 ? [this.#send(body)] : [])]);
      if (random.next() < 0.2) await this.#send(sent[Math.floor(random.next() * sent.length)]);
      await pause(random.next() * 60);
    }
  }

  async #send(body: unknown): Promise<void> {
    const { attempts } = await sendUntilTaken(this.#target, body);
    this.#webhooks += 1;
    this.#repeats += attempts - 1;
  }

  async #lastRage(): Promise<void> {
    const { slackFaults, seed } = this.#options;
    if (slackFaults === undefined) return pause(lastRageMs);
    const untrouble = troubleSlack(this.#world.story.workspace, slackFaults, new SeededRandom(seed));
    await pause(lastTroubleMs);
    untrouble();
  }

  async #life(life: number): Promise<string> {
    const { seed, slackFaults, postgres, databaseUrl } = this.#options;
    return liveAndDie(life, {
      seed,
      workspace: this.#world.story.workspace,
      alertmanager: this.#world.alertmanager,
      target: this.#target,
      start: () => (this.bot = this.#world.start()),
      ...(slackFaults === undefined ? {} : { slackFaults }),
      ...(postgres === undefined ? {} : { postgres }),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    });
  }

  #slackFaults(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { fault } of this.#world.story.workspace.calls())
      if (fault !== undefined) counts[fault] = (counts[fault] ?? 0) + 1;
    return counts;
  }

  /** Webhooks that are not worked on, and what Slack does not show yet. */
  async #remaining(): Promise<number> {
    const { lost, duplicated, wrong } = this.#judgeShown();
    return (await backlogOf(this.#world.place)) * 1_000 + lost.length + duplicated.length + wrong.length;
  }

  #judgeShown(): Judgement {
    const { story, channels } = this.#world;
    const judgement = noFault();
    for (const [channel, roots] of rootsIn(story.workspace, channels)) {
      const here = this.#plan
        .expected()
        .filter(({ workload }) => story.workspace.channelId(workload.namespace) === channel);
      addTo(judgement, judgeCards(roots, here));
    }
    return judgement;
  }
}

async function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
