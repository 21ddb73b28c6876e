import { textOf } from '../../../src/drill/play/find-button.ts';
import { waitUntil } from '../support/wait-until.ts';
import { relay, type AlertWorld } from './alert-world.ts';
import { untilLooked } from './until-looked.ts';

/** What the card of the one alert said, whole, after each step. */
export interface WitnessReport {
  firing: string;
  lost: string;
  resolved: string;
  /** How many cards there were. */
  cards: number;
}

/**
 * An Alertmanager keeps no alerts on disk and believes one that is young to know nothing: for this bot, whose clock is ahead by
 * so much, they have run for long.
 */
export const clockAhead = {
  WRONG_CLOCK_MS: String(10 * 60_000),
  NODE_OPTIONS: `--import=${new URL('../support/wrong-clock.mjs', import.meta.url).href}`,
};

/** One alert fires; Prometheus reaches no Alertmanager any more and both forget it, while its rule fires on; then the rule stops. */
export async function playWitness(world: AlertWorld, print: (line: string) => void): Promise<WitnessReport> {
  const { alertmanagers, pods, prometheus, story, channels } = world;
  const roots = () => channels.flatMap((channel) => story.workspace.messages(channel));
  const cards = () => roots().filter(({ text }) => text.includes(`Deployment ${relay.name}: `));
  const says = async (pattern: RegExp): Promise<string> => {
    const what = `a card that says ${String(pattern)}`;
    const text = await waitUntil(
      () =>
        cards()
          .map(textOf)
          .find((one) => pattern.test(one)),
      { what },
    ).catch((error: unknown) => {
      throw new Error(`it says ${cards().map(textOf).join('; ')}`, { cause: error });
    });
    print(what);
    return text;
  };
  const bot = await story.startBot();
  pods.set([relay], 'ill');
  const firing = await says(/\*Firing\*/);
  // Only what was once listed can be missing.
  await untilLooked(bot.url, 2);
  await prometheus.tellNobody();
  await Promise.all(
    alertmanagers.map(async (replica) => {
      await replica.kill();
      await replica.wipe();
      await replica.start();
    }),
  );
  print('Prometheus reaches no Alertmanager, and both forgot the alert');
  const lost = await says(/Alertmanager lost it since .*Prometheus says: still firing/);
  pods.set([relay], 'well');
  const resolved = await says(/\*Resolved\*/);
  const count = cards().length;
  await bot.stop();
  return { firing, lost, resolved, cards: count };
}
