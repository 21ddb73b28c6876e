import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../src/drill/play/find-button.ts';
import type { Message } from '../../src/drill/slack/message.ts';
import { answerTo } from './support/answer-to.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';
import { startStory, type Bot, type Story } from './support/start-story.ts';
import { webhook, type WireAlert } from './support/webhook.ts';

bePatient();

// 03:12, forty workloads break within a second: nobody reads forty cards.

let story: Story;
let bot: Bot;
beforeAll(async () => {
  story = await startStory({
    config: { incidents: { storm: { after: 2, critical: 1, endsAfter: '7s' } } },
  });
  bot = await story.startBot();
});
afterAll(async () => story.end());

const names = Array.from({ length: 40 }, (_, index) => `app-${index}`);

/** Every tenth is critical; three quarters in shop, the rest in bank. */
function broken(name: string, more: Partial<WireAlert> = {}): WireAlert {
  const index = Number(name.slice('app-'.length));
  return {
    labels: {
      alertname: 'KubeDeploymentReplicasMismatch',
      deployment: name,
      namespace: index % 4 === 0 ? 'bank' : 'shop',
      severity: index % 10 === 0 ? 'critical' : 'warning',
    },
    ...more,
  };
}

const storms = (): readonly Message[] =>
  story.workspace
    .messages(story.channel)
    .filter((message) => String(message.metadata?.event_payload['message']).startsWith('storm/'));

const stormSays = async (pattern: RegExp): Promise<Message> =>
  story.workspace.waitFor(() => storms().find((storm) => pattern.test(textOf(storm))), {
    timeoutMs: answersWithinMs,
    what: `a storm's card that says ${String(pattern)}; it says ${storms().map(textOf).join()}`,
  });

const cardOf = (name: string): readonly Message[] =>
  story.cards().filter((card) => textOf(card).includes(`Deployment ${name}:`));

describe('a storm', () => {
  it('is a few cards, critical ones first, and one card that counts the rest', async () => {
    expect(await story.post(webhook(...names.slice(0, 20).map((name) => broken(name))))).toBe(200);
    expect(await story.post(webhook(...names.slice(20).map((name) => broken(name))))).toBe(200);
    const storm = await stormSays(/Storm(?: over)?: 37 incidents, 37 open/);
    expect(textOf(storm)).toMatch(/Firing\* 37/);
    expect(textOf(storm)).toMatch(/37 × \*KubeDeploymentReplicasMismatch\*/);
    expect(textOf(storm)).toMatch(/shop 29 · bank 8/);
    await story.workspace.waitFor(() => story.cards().length === 3);
    // The first two are the gravest; beyond the limit one critical one.
    for (const name of ['app-0', 'app-10', 'app-20']) expect(cardOf(name)).toHaveLength(1);
    await stormSays(/cause not found|looked at\)/);
  });

  it('says who is on it', async () => {
    const told = await answerTo(story, 'ana', async (ana) =>
      ana.press({ actionId: 'mw_ack_storm', message: storms()[0]! }),
    );
    expect(told).toContain('You are on this storm: 37 incidents are acknowledged.');
    await stormSays(/Firing\* 0 · \*Acknowledged\* 37 .*Who is on it\*\s+ana/is);
  });

  it('lists its incidents; one that is opened gets a card, and is acknowledged with the storm', async () => {
    const ana = story.workspace.person('ana');
    await ana.press({ actionId: 'mw_storm', message: storms()[0]! });
    await story.workspace.waitFor(() => ana.views().length === 1, { what: 'the list' });
    expect(JSON.stringify(ana.views())).toContain('1 to 10 of 37');
    await ana.press({ actionId: 'mw_storm_later', inView: true });
    await story.workspace.waitFor(() => JSON.stringify(ana.views()).includes('11 to 20 of 37'));
    const open = JSON.stringify(ana.views());
    const name = /Deployment (app-\d+):/.exec(open)?.[1] ?? '';
    expect(cardOf(name)).toEqual([]);
    await ana.press({ actionId: 'mw_storm_open', inView: true });
    await story.workspace.waitFor(() => ana.views().length === 2, { what: 'what can be done' });
    // Also before its card stands there, the answer comes to where people look.
    await ana.submitView({ what: 'status' });
    await story.workspace.waitFor(
      () => {
        const told = ana.ephemerals().map(textOf);
        return (
          told.some((words) => words.includes('gets a card of its own')) &&
          told.some((words) => words.includes(`Deployment ${name}:`))
        );
      },
      { timeoutMs: answersWithinMs, what: 'both answers' },
    );
    const card = await story.card(new RegExp(`Deployment ${name}:`));
    await story.reply(card, /Evidence for INC-/);
    // It was acknowledged with the storm.
    expect(textOf(card)).toMatch(/Acknowledged.*ana/is);
  });

  it('says why: folded, since when, and what to do', async () => {
    const status = await answerTo(story, 'ana', async (ana) => ana.command('/mw', 'status'));
    // On a busy machine it may be over by now.
    expect(status).toMatch(/A storm (?:runs here since|began here at) .*gives one a card of its own/);
    const why = await whyFolded();
    expect(why).toMatch(/no card of its own: it is folded into the storm since/);
    expect(why).toMatch(/more than 2 incidents opened within a minute/);
  });

  it('is one card also after a crash', async () => {
    await bot.kill();
    bot = await story.startBot();
    await stormSays(/Storm(?: over)?: 37 incidents, 37 open/);
    expect(storms()).toHaveLength(1);
    await story.workspace.waitFor(() => story.cards().length === 4, {
      timeoutMs: answersWithinMs,
      what: 'the cards',
    });
  });

  it('ends by itself with a summary, and is still true when all is over', async () => {
    const storm = await stormSays(/Storm over: 37 incidents, 37 open/);
    await story.reply(
      storm,
      /is over: 37 incidents were folded into it, mostly KubeDeploymentReplicasMismatch \(37\)/,
    );
    expect(await story.post(webhook(...names.map((name) => broken(name, { status: 'resolved' }))))).toBe(200);
    await stormSays(/Storm over: 37 incidents, 0 open/);
    expect(storms()).toHaveLength(1);
    expect(story.cards()).toHaveLength(4);
  });
});

/** The newest incident that has no card. */
async function whyFolded(): Promise<string> {
  for (let number = 40; number > 0; number -= 1) {
    const told = await answerTo(story, 'ana', async (ana) => ana.command('/mw', `why INC-${number}`));
    if (told.includes('folded')) return told;
  }
  throw new Error('none is folded');
}
