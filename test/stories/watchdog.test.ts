import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../src/drill/play/find-button.ts';
import { bePatient } from './support/patience.ts';
import { startStory, type Bot, type Story } from './support/start-story.ts';
import { webhook, type WireAlert } from './support/webhook.ts';

bePatient();

let story: Story;
let bot: Bot;
beforeAll(async () => {
  story = await startStory({ config: { watchdog: { quietAfter: '5s' } } });
  bot = await story.startBot();
});
afterAll(async () => story.end());

const watchdog = (more: Partial<WireAlert> = {}): unknown =>
  webhook({ labels: { alertname: 'Watchdog', severity: 'none', prometheus: 'monitoring/k8s' }, ...more });

describe('the alert that always fires', () => {
  it('opens nothing while it comes, and one loud card when it stays away', async () => {
    expect(await story.post(watchdog())).toBe(200);
    expect(story.cards()).toEqual([]);
    const card = await story.card(/Monitoring is blind since/);
    expect(textOf(card)).toMatch(/no Watchdog from alertmanager for prod/);
    expect(textOf(card)).toMatch(/Critical/);
    await story.card(/Is Prometheus up/);
  });

  it('tells it once, also after a crash', async () => {
    await bot.kill();
    bot = await story.startBot();
    await story.card(/Monitoring is blind/);
    expect(story.cards()).toHaveLength(1);
  });

  it('ends the card with a quiet line when it comes back', async () => {
    expect(await story.post(watchdog())).toBe(200);
    const card = await story.card(/Resolved/);
    expect(textOf(card)).toMatch(/Monitoring was blind from/);
    await story.reply(card, /Monitoring sees again/);
    expect(story.cards()).toHaveLength(1);
  });

  it('is blind at once, on the same card, when Alertmanager tells that it is over', async () => {
    const endsAt = { status: 'resolved', startsAt: '2026-11-24T03:12:00.000Z' } as const;
    expect(await story.post(watchdog(endsAt))).toBe(200);
    const card = await story.card(/Firing.*came back once/s);
    expect(card.ts).toBe(story.cards()[0]?.ts);
    expect(story.workspace.pings()).toEqual([]);
  });
});
