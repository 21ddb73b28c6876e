import { verifyChain } from '../../../src/audit/verify-chain.ts';
import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import { judgeMessages } from '../../faults/support/judge-cards.ts';
import { allIncidents, auditOf } from '../../faults/support/judge-store.ts';
import { isClean, noFault, type Judgement } from '../../faults/support/judgement.ts';
import { sendUntilTaken } from '../../faults/support/sender.ts';
import { planFor, plansOf } from '../../stories/support/plans.ts';
import { webhook } from '../../stories/support/webhook.ts';
import { waitUntil } from '../support/wait-until.ts';
import { judgeStorm, uselessEdits, type ExpectedIncident } from './judge-storm.ts';
import { expiresMs, namespaces, webhookToken, type SharingBot, type TwoBotsWorld } from './two-bots-world.ts';

export interface TwoBotsOptions {
  incidents: number;
  /** `killed`: for good. `paused`: it stands still until the other has its work, and then goes on as if nothing had been. */
  fate: 'killed' | 'paused';
  print: (line: string) => void;
}

export interface TwoBotsReport extends Judgement {
  /** Of the work that the killed bot held, until another had all of it. Milliseconds. */
  takenOverMs: number;
  /** What it held when it was killed. */
  held: number;
  /** From being asked for to "Expired", of a plan that nobody answered. Milliseconds. */
  expiredMs: number;
  /** Changes of the cluster: one action was approved. */
  mutations: number;
  /** Cards of incidents, and those of storms that count the others. */
  cards: number;
  storms: number;
  /** Calls that Slack refused because too many came. */
  limited: number;
}

/** Alerts a webhook. */
const batch = 5;
const patienceMs = 180_000;

/** A storm on two bots whose clocks are 30 s apart; one is killed in the middle of it and of an approved action. */
export async function playTwoBots(world: TwoBotsWorld, options: TwoBotsOptions): Promise<TwoBotsReport> {
  return new Play(world, options).run();
}

class Play {
  readonly #world: TwoBotsWorld;
  readonly #options: TwoBotsOptions;
  readonly #numbers: readonly number[];
  readonly #started = performance.now();

  constructor(world: TwoBotsWorld, options: TwoBotsOptions) {
    this.#world = world;
    this.#options = options;
    this.#numbers = Array.from({ length: options.incidents }, (_, index) => index + 1);
  }

  async run(): Promise<TwoBotsReport> {
    const { story, fast, slow, store } = this.#world;
    const heldByFast = async () => this.#world.heldBy(fast);
    const asked = performance.now();
    const unanswered = await planFor(story, 'ana', 'cordon node-2');
    const approved = await planFor(story, 'ana', 'scale deploy/checkout 5 -n shop');
    await this.#send(this.#numbers, 'firing', [fast, slow]);
    this.#say(`${this.#numbers.length} alerts were sent to both bots`);

    const pressing = this.#press(approved);
    const held = await waitUntil(async () => atLeast(await heldByFast(), 3), {
      what: 'work of the fast bot',
    });
    await this.#strike();
    const killed = performance.now();
    this.#say(`Ben pressed Approve ${await pressing} times until it was acknowledged`);
    this.#say(`the fast bot was ${this.#options.fate}; it held ${held.join(', ')}`);
    await waitUntil(async () => (await heldByFast()).length === 0, { what: 'its work to be taken over' });
    const takenOverMs = performance.now() - killed;
    this.#say(`the other one had all of its work after ${(takenOverMs / 1000).toFixed(1)} s`);
    if (this.#options.fate === 'paused') process.kill(fast.pid, 'SIGCONT');

    await this.#plan(unanswered, /Expired/);
    const expiredMs = performance.now() - asked;
    this.#say(
      `the plan that nobody answered expired after ${(expiredMs / 1000).toFixed(1)} s of ${expiresMs / 1000}`,
    );
    await this.#plan(approved, /Worked/);
    this.#say('the approved action was carried out');
    await this.#send(this.#numbers.filter(isOver), 'resolved', [slow]);
    const found = await this.#untilRight();
    const repeated = uselessEdits(story.workspace.calls());
    // What was under way when it was killed is done again: that much nobody can know.
    if (repeated.length > held.length)
      found.duplicated.push(`edits that showed nothing new: ${repeated.join(', ')}`);
    const chain = verifyChain(await auditOf(store));
    if (!chain.ok) found.wrong.push(`the audit does not hold: ${chain.fault?.reason ?? ''}`);
    this.#say(
      `${this.#count('card/')} cards of their own, ${this.#count('storm/')} storm cards; Slack refused ${story.workspace.calls().filter(({ status }) => status === 429).length} calls`,
    );
    const twice = judgeMessages(story.workspace, [story.channel, ...this.#world.channels]);
    return {
      ...found,
      duplicated: [...found.duplicated, ...twice.duplicated],
      takenOverMs,
      held: held.length,
      expiredMs,
      mutations: story.mutations().length,
      cards: this.#count('card/'),
      storms: this.#count('storm/'),
      limited: story.workspace.calls().filter(({ status }) => status === 429).length,
    };
  }

  /**
   * Slack gives a press to one of the open connections, those of a paused bot among them, tells him that it failed, and
   * sends it to no other: he presses again. Resolves with the number of presses.
   */
  async #press({ ts }: Message): Promise<number> {
    let presses = 0;
    const press = async () => {
      presses += 1;
      const ben = this.#world.story.workspace.person('ben');
      return (await ben.press({ ts, actionId: 'mw_approve' })).outcome === 'acknowledged';
    };
    await waitUntil(press, { what: 'a press that is acknowledged' });
    return presses;
  }

  async #strike(): Promise<void> {
    const { fast } = this.#world;
    if (this.#options.fate === 'killed') await fast.kill();
    else process.kill(fast.pid, 'SIGSTOP');
  }

  #say(line: string): void {
    this.#options.print(`${((performance.now() - this.#started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  }

  async #send(
    numbers: readonly number[],
    status: 'firing' | 'resolved',
    bots: readonly SharingBot[],
  ): Promise<void> {
    const targets = await Promise.all(
      bots.map(async (bot) => ({ url: await bot.ready, token: webhookToken })),
    );
    for (let from = 0; from < numbers.length; from += batch) {
      const body = webhook(
        ...numbers.slice(from, from + batch).map((number) => ({ ...alert(number), status })),
      );
      await Promise.all(targets.map(async (target) => sendUntilTaken(target, body)));
    }
  }

  /** Waits until the plan's message says it. */
  async #plan(plan: Message, words: RegExp): Promise<void> {
    const { story } = this.#world;
    const find = () => plansOf(story).find(({ ts }) => ts === plan.ts) ?? plan;
    await waitUntil(() => words.test(textOf(find())), { what: `${String(words)} on a plan` }).catch(
      (error: unknown) => {
        throw new Error(`The plan says: ${textOf(find())}`, { cause: error });
      },
    );
  }

  #count(prefix: string): number {
    return this.#roots().filter((root) => messageId(root).startsWith(prefix)).length;
  }

  #roots(): readonly Message[] {
    return this.#world.channels.flatMap((channel) => this.#world.story.workspace.messages(channel));
  }

  /** Resolves with what is still wrong when the time is over. */
  async #untilRight(): Promise<Judgement> {
    const expected = this.#numbers.map((number): ExpectedIncident => ({
      name: nameOf(number),
      word: isOver(number) ? 'Resolved' : 'Firing',
    }));
    let found = noFault();
    const judge = async () => {
      found = judgeStorm(await allIncidents(this.#world.store), this.#roots(), expected);
      return isClean(found);
    };
    await waitUntil(judge, { what: 'the channels to be right', timeoutMs: patienceMs, everyMs: 1_000 }).catch(
      () => undefined,
    );
    this.#say(
      isClean(found) ? 'every incident is shown once and as it is' : `NOT right: ${JSON.stringify(found)}`,
    );
    return found;
  }
}

/** One in ten is over in the end: Slack takes 40 edits a minute. */
function isOver(number: number): boolean {
  return number % 10 === 0;
}

function nameOf(number: number): string {
  return `service-${number}`;
}

function alert(number: number) {
  return {
    labels: {
      alertname: 'KubeDeploymentReplicasMismatch',
      severity: 'warning',
      namespace: namespaces[number % namespaces.length] ?? '',
      deployment: nameOf(number),
      cluster: 'prod',
    },
  };
}

function atLeast<Item>(items: readonly Item[], count: number): readonly Item[] | undefined {
  return items.length >= count ? items : undefined;
}

function messageId({ metadata }: Message): string {
  return String(metadata?.event_payload['message']);
}
