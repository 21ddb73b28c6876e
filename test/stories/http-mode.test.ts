import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../src/drill/play/find-button.ts';
import type { Message } from '../../src/drill/slack/message.ts';
import { answerTo } from './support/answer-to.ts';
import { buttonsOf, planFor, says } from './support/plans.ts';
import { sendInteraction } from './support/slack-request.ts';
import { startStory, type Bot, type Story } from './support/start-story.ts';
import { crashLooping, webhook } from './support/webhook.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';

bePatient();

let story: Story;
let bot: Bot;
/** Where Slack sends everything, as the bot logs it. */
let url = '';
beforeAll(async () => {
  const environment: Record<string, string> = { SLACK_APP_TOKEN: '' };
  story = await startStory({ environment });
  environment['SLACK_SIGNING_SECRET'] = story.workspace.signingSecret;
  bot = await story.startBot();
  const ready = bot.log().find((line) => line.includes('"msg":"ready"')) ?? '{}';
  url = String((JSON.parse(ready) as Record<string, unknown>)['slack']);
  story.workspace.deliverTo({ kind: 'http', url });
});
afterAll(async () => story.end());

const secret = (): string => story.workspace.signingSecret;
/** What Slack sent for the last click on a button. */
const lastClick = (actionId: string): Readonly<Record<string, unknown>> => {
  const click = story.workspace
    .deliveries()
    .findLast(({ payload }) => JSON.stringify(payload['actions'] ?? []).includes(`"${actionId}"`));
  if (click === undefined) throw new Error(`nobody pressed ${actionId}`);
  return click.payload;
};

describe('with a signing secret alone', () => {
  let card: Message;
  let plan: Message;

  it('says where Slack shall send its events, and opens no socket', () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/slack\/events$/);
    expect(url.startsWith(bot.url)).toBe(false);
    expect(story.workspace.calls('apps.connections.open')).toEqual([]);
  });

  it('the same walk goes by command, mention and button', async () => {
    await story.post(webhook(crashLooping('checkout-6b7d5c9f4-x2lkq')));
    card = await story.card(/Firing/);
    const ben = async (text: string): Promise<string> =>
      answerTo(story, 'ben', async (person) => person.mention(text, { threadTs: card.ts }));
    expect(await ben('ack')).toMatch(/You are on INC-1/);
    plan = await planFor(story, 'ana', 'scale 5', { root: card });
    const { outcome } = await story.workspace.person('ben').press({ ts: plan.ts, actionId: 'mw_approve' });
    expect(outcome).toBe('acknowledged');
    const done = await says(story, plan, /Verdict: Worked/);
    expect(buttonsOf(done)).toEqual(['Undo']);
    expect(story.mutations()).toHaveLength(1);
  });

  it('the form behind More opens and closes', async () => {
    const ana = story.workspace.person('ana');
    await ana.press({ ts: card.ts, actionId: 'mw_more' });
    await story.workspace.waitFor(() => ana.views().length === 1, {
      timeoutMs: answersWithinMs,
      what: 'the form',
    });
    const answer = await answerTo(story, 'ana', async (person) => person.submitView({ what: 'status' }));
    expect(answer).toMatch(/\*INC-1\* Acknowledged/);
    expect(ana.views()).toEqual([]);
  });

  it('a recorded click that is played back changes nothing', async () => {
    const told = story.workspace.person('ben').ephemerals().length;
    expect(await sendInteraction(url, lastClick('mw_approve'), { secret: secret() })).toBe(200);
    expect(await answerTo(story, 'ben', async (person) => person.command('/mw', 'help'))).toMatch(
      /speaks kubectl/,
    );
    expect(story.workspace.person('ben').ephemerals()).toHaveLength(told + 1);
    expect(story.mutations()).toHaveLength(1);
  });

  it('a click on a button of long ago is answered with what became of it', async () => {
    const click = { ...lastClick('mw_approve'), trigger_id: 'another.1.click' };
    const answer = await answerTo(story, 'ben', async () => {
      const status = await sendInteraction(url, click, { secret: secret() });
      return { outcome: status === 200 ? 'acknowledged' : 'dispatch_failed' };
    });
    expect(answer).toMatch(/Too late: approved by <@U0BEN> .* ago, it is done\. Scale deploy\/checkout/);
    expect(story.mutations()).toHaveLength(1);
  });

  it('a made-up handle belongs to no request', async () => {
    const recorded = lastClick('mw_approve');
    const actions = (recorded['actions'] as Record<string, unknown>[]).map((action) => ({
      ...action,
      value: 'x'.repeat(32),
    }));
    const answer = await answerTo(story, 'ben', async () => {
      const click = { ...recorded, actions, trigger_id: 'another.2.click' };
      const status = await sendInteraction(url, click, { secret: secret() });
      return { outcome: status === 200 ? 'acknowledged' : 'dispatch_failed' };
    });
    expect(answer).toMatch(/Nothing was changed: this button belongs to no request that is known here/);
  });

  it('what is not signed, signed by another, or signed long ago is refused', async () => {
    const click = { ...lastClick('mw_approve'), trigger_id: 'another.3.click' };
    const now = Math.floor(Date.now() / 1000);
    expect(await sendInteraction(url, click, { secret: 'another' })).toBe(401);
    expect(await sendInteraction(url, click, { secret: secret(), atSeconds: now - 600 })).toBe(401);
    expect(await sendInteraction(url, click, { secret: secret(), atSeconds: now + 600 })).toBe(401);
    expect((await fetch(url, { method: 'POST', body: 'payload={}' })).status).toBe(401);
    expect(
      (await fetch(url.replace('/slack/events', '/webhooks/alertmanager'), { method: 'POST' })).status,
    ).toBe(404);
    expect(story.mutations()).toHaveLength(1);
  });

  it('Undo goes the same way', async () => {
    const { ts } = plan;
    const answer = await answerTo(story, 'ana', async (person) => person.press({ ts, actionId: 'mw_undo' }));
    expect(answer).toMatch(/Planned, nothing changed yet: Scale deploy\/checkout .*from 5 to 3/);
    expect(textOf(await story.reply(card, /from 5 to 3/))).toMatch(/Waiting for approval/);
  });
});
