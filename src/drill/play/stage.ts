import type { Message } from '../slack/message.ts';
import type { World } from '../world/world.ts';
import { findButton, textOf } from './find-button.ts';

const stepDeadlineMs = 15_000;
const endDeadlineMs = 60_000;

/** What scripted people see and do in a play. Whatever does not happen in time is an error in words. */
export interface Stage {
  world: World;
  /** The incident's card as it is now. */
  card(): Message;
  /** Types a slash command in the channel. */
  command(name: string, text: string): Promise<void>;
  /** Presses a button of a message. */
  press(name: string, message: Message, actionId: string): Promise<void>;
  /** The plan in the card's thread that waits for approval, other than those that are named. */
  waitingPlan(others?: readonly Message[]): Promise<Message>;
  /** Waits until that message says so. */
  untilSays(message: Message, pattern: RegExp): Promise<Message>;
  /** Waits until somebody is told something that only they see. */
  untilTold(name: string, what: string): Promise<void>;
  /** Waits until the world is so. */
  untilWorld(holds: () => boolean, what: string): Promise<void>;
  /** A failure of the play, unless it holds. */
  check(holds: boolean, failure: string): void;
  /** How often the cluster was changed for real so far, by anybody. */
  mutations(): number;
}

/** The stage around a card that stands in the channel. */
export function createStage(world: World, cardTs: string, check: Stage['check']): Stage {
  const { workspace } = world;
  const channel = workspace.channelId('#incidents');
  const thread = (): readonly Message[] => workspace.thread(channel, cardTs);
  return {
    world,
    check,
    card() {
      const card = workspace.messages(channel).find(({ ts }) => ts === cardTs);
      if (card === undefined) throw new Error('the card is gone');
      return card;
    },
    async command(name, text) {
      await workspace.person(name).command('/mw', text, { channel });
    },
    async press(name, message, actionId) {
      await workspace.person(name).press({ ts: message.ts, actionId });
    },
    waitingPlan: async (others = []) =>
      workspace.waitFor(
        () =>
          thread().find(
            (message) =>
              findButton(message, 'mw_approve') !== undefined && !others.some(({ ts }) => ts === message.ts),
          ),
        { timeoutMs: stepDeadlineMs, what: 'a plan to approve in the thread' },
      ),
    untilSays: async ({ ts }, pattern) =>
      workspace.waitFor(
        () => thread().find((message) => message.ts === ts && pattern.test(textOf(message))),
        { timeoutMs: endDeadlineMs, what: `a message that says ${pattern.source}` },
      ),
    async untilTold(name, what) {
      const person = workspace.person(name);
      await workspace.waitFor(() => person.ephemerals().length > 0, { timeoutMs: stepDeadlineMs, what });
    },
    untilWorld: async (holds, what) =>
      world.kubernetes.until(() => holds(), { timeoutMs: endDeadlineMs, describe: () => `not so: ${what}` }),
    mutations: () => mutations(world),
  };
}

/** Requests that changed the cluster for real. */
function mutations(world: World): number {
  return world.kubernetes
    .requests()
    .filter(
      (request) =>
        ['create', 'update', 'patch', 'delete'].includes(request.verb) &&
        !request.dryRun &&
        request.responseStatus < 300,
    )
    .filter((request) => request.resource !== 'selfsubjectaccessreviews').length;
}
