import { SeededRandom } from '../../src/drill/world/seeded-random.ts';
import { textOf } from '../../src/drill/play/find-button.ts';
import type { Message } from '../../src/drill/slack/message.ts';
import { buttonsOf, planFor, plansOf } from '../stories/support/plans.ts';
import {
  furnish,
  lanePolicy,
  lanes,
  type Lane,
  type Wanted,
  type WantedChange,
} from './support/action-lanes.ts';
import type { BotProcess } from './support/bot-process.ts';
import { actionPoints, killActionAt, type ActionPoint } from './support/kill-points.ts';
import { noFault, type Judgement } from './support/judgement.ts';
import { judgeMessages } from './support/judge-cards.ts';
import { judgeStore } from './support/judge-store.ts';
import { troubleSlack, type SlackFaultChoice } from './support/slack-faults.ts';
import { startStormWorld, type StormWorld } from './support/storm-world.ts';

export interface ActionOptions {
  kills: number;
  seed: number;
  databaseUrl?: string;
  /** What Slack suffers from meanwhile. */
  slackFaults?: SlackFaultChoice;
  print: (line: string) => void;
}

export interface ActionReport extends Judgement {
  approved: number;
  /** How often a person had to press again, for Slack told them that the app did not answer. */
  pressedAgain: number;
}

const longestLifeMs = 600;
const longestWaitMs = 5_000;
/** How the text of a plan begins that has ended; what it warns of may speak of others that have. */
const ended = /^(Done|Failed|Denied|Expired|Cancelled|Superseded by a new plan): /;

/** An approved action whose end nobody has waited for yet. */
interface Running extends Wanted {
  plan: Message;
  askedAt: number;
}

/**
 * Approved actions of many kinds, the bot killed at random instants while they run: each changes the cluster exactly once,
 * one for several objects and a drain each of these once.
 * The next is asked for while the one before is still verified, so that a bot that dies always has something to finish.
 */
export async function runActions(options: ActionOptions): Promise<ActionReport> {
  const world = await startStormWorld({
    ...options,
    config: {
      policy: lanePolicy,
      actions: { verifyFor: '60s', stableFor: '1s' },
      // One person and few objects, hundreds of times: no series is to be stopped here.
      breakers: { person: 'off', object: 'off' },
    },
  });
  const run = new ActionRun(world, options);
  try {
    return await run.run();
  } finally {
    await run.bot?.kill();
    await world.end();
  }
}

/** Most of the points are met in each plan; the rest of the kills come at any instant. */
function pointOf(random: SeededRandom, how: number): ActionPoint | undefined {
  const point = actionPoints[Math.floor(random.next() * actionPoints.length)];
  return how < 0.75 ? point : undefined;
}

class ActionRun {
  bot: BotProcess | undefined;
  readonly #world: StormWorld;
  readonly #options: ActionOptions;
  readonly #judgement = noFault();
  readonly #running = new Map<Lane, Running>();
  #pressedAgain = 0;

  constructor(world: StormWorld, options: ActionOptions) {
    this.#world = world;
    this.#options = options;
  }

  async run(): Promise<ActionReport> {
    const { kills } = this.#options;
    const { story } = this.#world;
    const judgement = this.#judgement;
    await furnish(story);
    await this.#start();
    for (let kill = 1; kill <= kills; kill += 1) await this.#kill(kill);
    for (const lane of lanes) await this.#end(lane);
    const marks = story.mutations().flatMap(({ uri }) => /fieldManager=([\w-]+)/.exec(uri)?.[1] ?? []);
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

  async #kill(kill: number): Promise<void> {
    const { kills, print, seed } = this.#options;
    const { story } = this.#world;
    const random = new SeededRandom(seed * 7_919 + kill);
    const lane = lanes[Math.floor(random.next() * lanes.length)] ?? lanes[0];
    if (lane === undefined) return;
    await this.#end(lane);
    const wanted = await lane(random, story);
    const askedAt = story.kubernetes.requests().length;
    const plan = await planFor(story, 'ana', wanted.words);
    const how = random.next();
    const change = wanted.changes[Math.floor(random.next() * wanted.changes.length)];
    if (change === undefined) throw new Error(`${wanted.words} has nothing to change`);
    if (how < 0.3) this.#dropAnswer(change);
    const point = how < 0.3 ? undefined : pointOf(random, how);
    const disarm = point === undefined ? undefined : this.#killAt(point, change);
    const untrouble = this.#trouble(random);
    // Not awaited: the kill may come before Slack has its acknowledgement.
    const pressing = story.workspace.person('ben').press({ ts: plan.ts, actionId: 'mw_approve' });
    // Squared: most of the work is done in the first tenths of a second.
    const afterMs = random.next() ** 2 * longestLifeMs;
    const reached = await this.#untilKilled(point === undefined ? afterMs : longestWaitMs);
    disarm?.();
    await this.bot?.kill();
    const { outcome } = await pressing;
    untrouble();
    await this.#start();
    if (outcome !== 'acknowledged') await this.#pressAgain(plan);
    this.#running.set(lane, { ...wanted, plan, askedAt });
    const end =
      point === undefined
        ? `${Math.round(afterMs)} ms after the click`
        : `${point}${reached ? '' : ': not reached'}`;
    print(`kill ${kill} of ${kills}: ${wanted.words}, ${end}`);
  }

  /** Waits for the end of what runs in a lane, and judges it. */
  async #end(lane: Lane): Promise<void> {
    const running = this.#running.get(lane);
    this.#running.delete(lane);
    if (running === undefined) return;
    const { words, plan } = running;
    const last = textOf(await this.#untilEnded(plan));
    const made = this.#changesOf(running);
    this.#options.print(`  ${words}: ${made.join(' ')}`);
    if (made.some((times) => times > 1))
      this.#judgement.duplicated.push(`${words}: ${made.join(' ')} changes`);
    if (made.includes(0))
      this.#judgement.lost.push(`${words}: ${made.join(' ')} changes; its message says: ${last}`);
    if (!/Verdict: Worked/.test(last)) this.#judgement.wrong.push(`${words} ends with: ${last}`);
  }

  /** How often each of its changes was carried out. */
  #changesOf({ changes, askedAt }: Running): readonly number[] {
    const carriedOut = this.#world.story.kubernetes
      .requests()
      .slice(askedAt)
      .filter(({ responseStatus }) => isCarriedOut(responseStatus));
    return changes.map(
      ({ method, path }) =>
        carriedOut.filter((request) => request.method === method && path.test(request.uri)).length,
    );
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

  #killAt(point: ActionPoint, change: WantedChange): () => void {
    const bot = this.bot;
    return killActionAt(point, this.#world.story, change, () => {
      if (bot !== undefined) process.kill(bot.pid, 'SIGKILL');
    });
  }

  #trouble(random: SeededRandom): () => void {
    const { slackFaults } = this.#options;
    if (slackFaults === undefined) return () => undefined;
    return troubleSlack(this.#world.story.workspace, slackFaults, random);
  }

  /** True when whoever it talks to killed it within the time. */
  async #untilKilled(milliseconds: number): Promise<boolean> {
    const pause = new Promise<false>((resolve) => setTimeout(() => resolve(false), milliseconds));
    return Promise.race([pause, this.bot?.exited.then(() => true) ?? pause]);
  }

  /** The API server carries this change out and does not get to say so. */
  #dropAnswer({ method, path }: WantedChange): void {
    this.#world.story.kubernetes.injectFault({
      method,
      path,
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
      .waitFor(() => (ended.test(find().text) ? find() : undefined), {
        timeoutMs: 90_000,
        what: 'the end of the plan',
      })
      .catch(() => find());
  }
}

function isCarriedOut(status: number): boolean {
  return status > 0 && status < 300;
}
