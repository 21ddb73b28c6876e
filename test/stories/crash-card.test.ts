import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { textOf } from '../../src/drill/play/find-button.ts';
import type { Message } from '../../src/drill/slack/message.ts';
import type { Fault } from '../../src/drill/slack/workspace-handle.ts';
import { SeededRandom } from '../../src/drill/world/seeded-random.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';
import { readStore } from './support/read-store.ts';
import { settled } from './support/settled.ts';
import { sickWorkload } from './support/sick-workload.ts';
import { startStory, type Bot, type Story } from './support/start-story.ts';
import { webhook, type WireAlert } from './support/webhook.ts';

bePatient();

const isCard: Fault['when'] = (args) => args['thread_ts'] === undefined;

function cardsOf(story: Story, workload: string): readonly Message[] {
  return story.cards().filter((card) => card.text.includes(workload));
}

describe('kill -9 between the 200 and the card', () => {
  let story: Story;
  let bot: Bot;
  beforeAll(async () => {
    story = await startStory();
    bot = await story.startBot();
  });
  afterEach(async () => settled(story));
  afterAll(async () => story.end());

  const restart = async (): Promise<void> => {
    await bot.kill();
    bot = await story.startBot();
  };
  const fault = (kind: 'hang' | 'drop-answer'): (() => void) =>
    story.workspace.fault({ method: 'chat.postMessage', kind, when: isCard });
  const faultHit = async (kind: 'hang' | 'drop-answer', before: number): Promise<unknown> =>
    story.workspace.waitFor(
      () =>
        story.workspace
          .calls('chat.postMessage')
          .slice(before)
          .some((call) => call.fault === kind),
      {
        timeoutMs: answersWithinMs,
        what: `a chat.postMessage that meets ${kind}`,
      },
    );
  const posts = (): number => story.workspace.calls('chat.postMessage').length;

  it('right after the 200: the card comes after the restart', async () => {
    expect(await story.post(webhook(...sickWorkload('basket')))).toBe(200);
    await restart();
    await story.card(/basket/);
    await settled(story);
    expect(cardsOf(story, 'basket')).toHaveLength(1);
  });

  it('while the post is under way and Slack has not seen it: one card', async () => {
    const before = posts();
    const remove = fault('hang');
    expect(await story.post(webhook(...sickWorkload('catalog')))).toBe(200);
    await faultHit('hang', before);
    await bot.kill();
    remove();
    expect(cardsOf(story, 'catalog')).toHaveLength(0);
    bot = await story.startBot();
    await story.card(/catalog/);
    await settled(story);
    expect(cardsOf(story, 'catalog')).toHaveLength(1);
  });

  it('after Slack has the post and before its answer: the same card goes on', async () => {
    const before = posts();
    fault('drop-answer');
    expect(await story.post(webhook(...sickWorkload('delivery')))).toBe(200);
    await faultHit('drop-answer', before);
    await bot.kill();
    const [posted] = cardsOf(story, 'delivery');
    bot = await story.startBot();
    expect(await story.post(webhook(...sickWorkload('delivery', { status: 'resolved' })))).toBe(200);
    const ended = await story.card(/Resolved.*delivery/);
    await settled(story);
    expect(ended.ts).toBe(posted?.ts);
    expect(cardsOf(story, 'delivery')).toHaveLength(1);
  });

  it('without a kill a lost answer costs no second card either', async () => {
    const before = posts();
    fault('drop-answer');
    expect(await story.post(webhook(...sickWorkload('emails')))).toBe(200);
    await faultHit('drop-answer', before);
    const [posted] = cardsOf(story, 'emails');
    await settled(story);
    expect(cardsOf(story, 'emails').map(({ ts }) => ts)).toEqual([posted?.ts]);
    expect(story.workspace.calls('conversations.history').at(-1)?.args).toMatchObject({
      channel: story.channel,
    });
  });
});

/** One channel for each, so that Slack's one post a second in a channel does not set the pace. */
const workloads = ['basket', 'catalog', 'delivery', 'emails', 'feedback'];

describe('kill -9 at any moment', () => {
  // The work of a round is not waited for: the next kill meets what the last one left behind.
  const rounds = [7, 8, 14, 17, 9, 25].map((seed, index) => ({
    seed,
    afterMs: Math.floor(new SeededRandom(seed).next() * 1500),
    slack: index < 4 ? 'answers' : 'limits',
    names: workloads.map((name) => `${name}-${seed}`),
  }));
  let story: Story;
  beforeAll(async () => {
    story = await startStory({
      workspace: { channels: ['incidents', ...workloads].map((name) => ({ name })) },
      config: {
        slack: {
          channel: '#incidents',
          routes: workloads.map((team) => ({ labels: { team }, channel: `#${team}` })),
        },
      },
    });
    // Posted, and not yet told: where a kill hurts most.
    story.workspace.fault({ method: 'chat.postMessage', kind: 'slow', delayMs: 400, times: Infinity });
    let bot = await story.startBot();
    for (const { afterMs, slack, names } of rounds) {
      if (slack === 'limits')
        story.workspace.fault({
          method: 'chat.postMessage',
          kind: 'ratelimited',
          retryAfterSeconds: 1,
          times: 6,
        });
      expect(await story.post(webhook(...names.flatMap(alertsOf)))).toBe(200);
      await sleep(afterMs);
      await bot.kill();
      bot = await story.startBot();
    }
    await settled(story, { timeoutMs: 60_000 });
  }, 120_000);
  afterAll(async () => story.end());

  const alertsOf = (name: string): readonly WireAlert[] =>
    sickWorkload(name).map((alert) => ({
      ...alert,
      labels: { ...alert.labels, team: name.replace(/-\d+$/, '') },
    }));
  const cardsIn = (channel: string): readonly Message[] =>
    story.workspace
      .messages(channel)
      .filter(({ metadata }) => String(metadata?.event_payload['message']).startsWith('card/'));

  it.each(rounds)(
    'one card for each of five incidents (seed $seed: after $afterMs ms, Slack $slack)',
    ({ names }) => {
      for (const name of names) {
        const channel = name.replace(/-\d+$/, '');
        const [card, ...more] = cardsIn(channel).filter(({ text }) => new RegExp(`\\b${name}\\b`).test(text));
        expect(more, `a second card for ${name}`).toEqual([]);
        expect(textOf(card as Message)).toMatch(/Firing[^]*2 alerts[^]*Who is on it/);
        const replies = story.workspace
          .thread(story.workspace.channelId(channel), (card as Message).ts)
          .slice(1);
        expect(replies, `the evidence in the thread of ${name}, once`).toHaveLength(1);
      }
    },
  );

  it('nothing is lost and nothing is there twice', () => {
    const stored = readStore(story, 'SELECT alert FROM alerts').map(({ alert }) => String(alert));
    const alerts = rounds.flatMap(({ names }) => names.flatMap(alertsOf));
    expect(stored).toHaveLength(alerts.length);
    for (const { labels } of alerts) expect(stored.join('\n')).toContain(`"${labels['pod'] ?? ''}"`);
    expect(readStore(story, 'SELECT id FROM incidents')).toHaveLength(rounds.length * workloads.length);
    expect(workloads.flatMap(cardsIn)).toHaveLength(rounds.length * workloads.length);
    expect(story.cards(), 'in the channel without a route').toEqual([]);
  });
});

describe('without the scope to read the channel', () => {
  let story: Story;
  let bot: Bot;
  beforeAll(async () => {
    const manifest = parse(
      await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8'),
    ) as Manifest;
    const scopes = manifest.oauth_config.scopes.bot.filter((scope) => !scope.endsWith(':history'));
    story = await startStory({ workspace: { scopes } });
    bot = await story.startBot();
  });
  afterAll(async () => story.end());

  it('the bot says at its start what is lost', async () => {
    await vi.waitFor(
      () =>
        expect(bot.log().join('\n')).toContain(
          'without channels:history or groups:history: a card whose post was interrupted cannot be found again and may stand twice',
        ),
      answersWithinMs,
    );
  });

  it('it posts all the same, also after a lost answer, and keeps the newest card true', async () => {
    story.workspace.fault({ method: 'chat.postMessage', kind: 'drop-answer', when: isCard });
    expect(await story.post(webhook(...sickWorkload('basket')))).toBe(200);
    await story.workspace.waitFor(() => story.cards()[1], {
      timeoutMs: answersWithinMs,
      what: 'a second post',
    });
    expect(await story.post(webhook(...sickWorkload('basket', { status: 'resolved' })))).toBe(200);
    await story.card(/Resolved/);
    expect(story.cards().map(({ text }) => text.includes('Resolved'))).toEqual([false, true]);
    expect(bot.log().join('\n')).toContain('cannot look for a post whose answer was lost');
  });
});

interface Manifest {
  oauth_config: { scopes: { bot: readonly string[] } };
}
