import { SeededRandom } from '../../src/drill/world/seeded-random.ts';
import type { BotProcess } from './support/bot-process.ts';
import { cardsIn, judgeCards, judgeMessages } from './support/judge-cards.ts';
import { judgeStore } from './support/judge-store.ts';
import { isClean, noFault, type Judgement } from './support/judgement.ts';
import { sendUntilTaken, type Target } from './support/sender.ts';
import { addSlackFaults } from './support/slack-faults.ts';
import { StormPlan } from './support/storm-plan.ts';
import { startStormWorld, webhookToken, type StormWorld } from './support/storm-world.ts';

export interface StormOptions {
  kills: number;
  seed: number;
  /** @default 16 */
  workloads?: number;
  /** A PostgreSQL of its own for this run; without it the embedded store. */
  databaseUrl?: string;
  print: (line: string) => void;
}

export interface StormReport extends Judgement {
  webhooks: number;
  /** How often a webhook had to be sent again because the bot was not there or did not answer. */
  repeats: number;
  cards: number;
  /** Slack calls that met a fault, by its kind. */
  slackFaults: Readonly<Record<string, number>>;
}

/** Of the kills, so many hit a bot that is not ready yet. */
const killedEarly = 0.3;
const longestStartMs = 1_200;
const longestLifeMs = 2_500;
/** After the last start it rages on, so that there is a storm however early the kills came. */
const lastRageMs = 1_000;
const readyDeadlineMs = 30_000;
const senders = 3;

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
  readonly #target: Target = { url: undefined, token: webhookToken };
  #webhooks = 0;
  #repeats = 0;
  #raging = true;

  constructor(world: StormWorld, options: StormOptions) {
    this.#world = world;
    this.#options = options;
    this.#plan = new StormPlan(options.seed, options.workloads ?? 16);
  }

  async run(): Promise<StormReport> {
    const { kills, print } = this.#options;
    const sending = Promise.all(Array.from({ length: senders }, async (_, index) => this.#rage(index)));
    // Told by the await below; a fault of a sender must not end the process before.
    sending.catch(() => undefined);
    for (let kill = 1; kill <= kills; kill += 1) {
      print(`kill ${kill} of ${kills}: ${await this.#lifeAndDeath(kill)}`);
    }
    this.bot = this.#world.start();
    this.#target.url = await this.bot.ready;
    await pause(lastRageMs);
    this.#raging = false;
    await sending;
    const cards = await this.#untilShown();
    const code = await this.bot.stop();
    const stored = await judgeStore(this.#world.place, this.#plan.expected());
    const shown = judgeCards(
      cardsIn(this.#world.story.workspace, this.#world.channels),
      this.#plan.expected(),
    );
    const twice = judgeMessages(this.#world.story.workspace, this.#world.channels);
    if (code !== 0) stored.wrong.push(`the bot ended with ${String(code)}`);
    return {
      lost: [...stored.lost, ...shown.lost],
      duplicated: [...stored.duplicated, ...shown.duplicated, ...twice.duplicated],
      wrong: [...stored.wrong, ...shown.wrong],
      webhooks: this.#webhooks,
      repeats: this.#repeats,
      cards,
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

  /** One life of the bot; says where it ended. The instants follow from the seed and the number of the life. */
  async #lifeAndDeath(life: number): Promise<string> {
    const random = new SeededRandom(this.#options.seed * 7_919 + life);
    addSlackFaults(this.#world.story.workspace, random);
    const bot = this.#world.start();
    this.bot = bot;
    const early = random.next() < killedEarly;
    const afterMs = random.next() * (early ? longestStartMs : longestLifeMs);
    if (early) {
      await pause(afterMs);
    } else {
      this.#target.url = await within(bot.ready, readyDeadlineMs);
      await pause(afterMs);
    }
    await bot.kill();
    this.#target.url = undefined;
    return `${Math.round(afterMs)} ms after ${early ? 'its start' : 'it was ready'}`;
  }

  #slackFaults(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { fault } of this.#world.story.workspace.calls())
      if (fault !== undefined) counts[fault] = (counts[fault] ?? 0) + 1;
    return counts;
  }

  /** Resolves with the number of cards when Slack shows what is true, or when it has had its time; the judges tell. */
  async #untilShown(): Promise<number> {
    const { workspace } = this.#world.story;
    const find = () => cardsIn(workspace, this.#world.channels);
    const expected = this.#plan.expected();
    await workspace
      .waitFor(() => isClean({ ...judgeCards(find(), expected), duplicated: noFault().duplicated }), {
        // Edits are paced for Slack: about one in 1.5 s when many come at once.
        timeoutMs: 30_000 + expected.length * 4_000,
        what: 'every card to be right',
      })
      .catch(() => undefined);
    return find().length;
  }
}

async function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not ready within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
