import { SeededRandom } from '../../src/drill/world/seeded-random.ts';
import { textOf } from '../../src/drill/play/find-button.ts';
import type { Message } from '../../src/drill/slack/message.ts';
import { buttonsOf, planFor, plansOf } from '../stories/support/plans.ts';
import type { BotProcess } from './support/bot-process.ts';
import { noFault, type Judgement } from './support/judgement.ts';
import { judgeMessages } from './support/judge-cards.ts';
import { judgeStore } from './support/judge-store.ts';
import { startStormWorld, type StormWorld } from './support/storm-world.ts';

export interface ActionOptions {
  kills: number;
  seed: number;
  databaseUrl?: string;
  print: (line: string) => void;
}

export interface ActionReport extends Judgement {
  approved: number;
  /** How often a person had to press again, for Slack told them that the app did not answer. */
  pressedAgain: number;
}

const longestLifeMs = 600;
/** Words that end a plan's message. */
const ended = /Worked|Did not work|Failed|Nothing was changed|not known|Not finished/;

/** Approved rollbacks and scales, the bot killed at random instants while they run: each changes the cluster exactly once. */
export async function runActions(options: ActionOptions): Promise<ActionReport> {
  const world = await startStormWorld(options);
  const run = new ActionRun(world, options);
  try {
    return await run.run();
  } finally {
    await run.bot?.kill();
    await world.end();
  }
}

class ActionRun {
  bot: BotProcess | undefined;
  readonly #world: StormWorld;
  readonly #options: ActionOptions;
  #pressedAgain = 0;

  constructor(world: StormWorld, options: ActionOptions) {
    this.#world = world;
    this.#options = options;
  }

  async run(): Promise<ActionReport> {
    const { kills, print, seed } = this.#options;
    const judgement = noFault();
    const { story } = this.#world;
    await this.#start();
    for (let kill = 1; kill <= kills; kill += 1) {
      const random = new SeededRandom(seed * 7_919 + kill);
      const before = story.mutations().length;
      const words =
        random.next() < 0.5 ? 'rollback deploy/checkout' : `scale deploy/checkout ${3 + (kill % 5)}`;
      const plan = await planFor(story, 'ana', `${words} -n shop`);
      if (random.next() < 0.4) this.#dropAnswer();
      // Not awaited: the kill may come before Slack has its acknowledgement.
      const pressing = story.workspace.person('ben').press({ ts: plan.ts, actionId: 'mw_approve' });
      // Squared: most of the work is done in the first tenths of a second.
      const afterMs = random.next() ** 2 * longestLifeMs;
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await this.bot?.kill();
      const { outcome } = await pressing;
      await this.#start();
      if (outcome !== 'acknowledged') await this.#pressAgain(plan);
      const last = await this.#untilEnded(plan);
      const changes = story.mutations().length - before;
      print(
        `kill ${kill} of ${kills}: ${words}, ${Math.round(afterMs)} ms after the click: ${changes} change`,
      );
      if (changes > 1) judgement.duplicated.push(`${words}: ${changes} changes`);
      if (changes === 0) judgement.lost.push(`${words}: no change; its message says: ${textOf(last)}`);
      if (!/Worked/.test(textOf(last))) judgement.wrong.push(`${words} ends with: ${textOf(last)}`);
    }
    const marks = story.mutations().map(({ uri }) => /fieldManager=([\w-]+)/.exec(uri)?.[1] ?? uri);
    if (new Set(marks).size !== marks.length)
      judgement.duplicated.push(`one execution twice: ${marks.join(' ')}`);
    if (plansOf(story).length !== kills)
      judgement.duplicated.push(`${plansOf(story).length} plans for ${kills}`);
    await this.bot?.stop();
    judgement.duplicated.push(...judgeMessages(story.workspace, [story.channel]).duplicated);
    const stored = await judgeStore(this.#world.place, []);
    judgement.wrong.push(...stored.wrong);
    return { ...judgement, approved: kills, pressedAgain: this.#pressedAgain };
  }

  async #start(): Promise<void> {
    const { workspace } = this.#world.story;
    this.bot = this.#world.start();
    await this.bot.ready;
    await workspace.waitFor(() => workspace.sockets.count > 0, {
      timeoutMs: 10_000,
      what: 'a Socket Mode connection',
    });
  }

  /** The API server carries the next change out and does not get to say so. */
  #dropAnswer(): void {
    this.#world.story.kubernetes.injectFault({
      method: 'PATCH',
      path: /deployments\/checkout(?!.*dryRun)/,
      fault: { kind: 'drop-answer' },
      times: 1,
    });
  }

  /** Slack told the person that the app did not answer. They look, and press again while there is something to press. */
  async #pressAgain(plan: Message): Promise<void> {
    const find = () => plansOf(this.#world.story).find(({ ts }) => ts === plan.ts) ?? plan;
    if (!buttonsOf(find()).includes('Approve')) return;
    this.#pressedAgain += 1;
    await this.#world.story.workspace.person('ben').press({ ts: plan.ts, actionId: 'mw_approve' });
  }

  /** The plan's message once it says an end; what it says last when that takes too long. */
  async #untilEnded(plan: Message): Promise<Message> {
    const { story } = this.#world;
    const find = () => plansOf(story).find(({ ts }) => ts === plan.ts) ?? plan;
    return story.workspace
      .waitFor(() => (ended.test(textOf(find())) ? find() : undefined), {
        timeoutMs: 90_000,
        what: 'the end of the plan',
      })
      .catch(() => find());
  }
}
