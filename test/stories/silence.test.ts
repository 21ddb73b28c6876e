import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SilenceBook } from '../../src/drill/alertmanager/silence-book.ts';
import { startAlertmanagerApi, type HeldAlert } from '../../src/drill/alertmanager/start-api.ts';
import { textOf } from '../../src/drill/play/find-button.ts';
import type { Message } from '../../src/drill/slack/message.ts';
import { answerTo } from './support/answer-to.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';
import { buttonsOf, planFor, plansOf, says } from './support/plans.ts';
import { startStory, type Story } from './support/start-story.ts';
import { crashLooping, webhook } from './support/webhook.ts';

bePatient();

const silences = new SilenceBook(Date.now);
let held: HeldAlert[] = [];
let alertmanager: Awaited<ReturnType<typeof startAlertmanagerApi>>;
let story: Story;
let card: Message;
beforeAll(async () => {
  alertmanager = await startAlertmanagerApi({
    silences,
    alerts: () => held,
    startedAt: new Date(Date.now() - 86_400_000),
  });
  story = await startStory({
    cluster: { alertmanager: { url: alertmanager.url } },
    config: {
      incidents: { reconcileEvery: '1s' },
      silences: { longest: '1d' },
      policy: [
        {
          actions: ['silence', 'silence-extend', 'silence-expire'],
          ask: ['group:sre'],
          approve: { from: ['group:platform'], count: 0 },
        },
      ],
    },
  });
  await story.startBot();
  const body = webhook(crashLooping('checkout-7d9f8c6b5-bx2zt')) as { alerts: HeldAlert[] };
  held = body.alerts.map((alert) => ({
    ...alert,
    updatedAt: alert.startsAt,
    endsAt: new Date(Date.now() + 240_000).toISOString(),
  }));
  expect(await story.post(body)).toBe(200);
  card = await story.card(/Firing/);
});
afterAll(async () => {
  await story.end();
  await alertmanager.stop();
});

const tell = async (name: string, command: string): Promise<string> =>
  answerTo(story, name, async (person) => person.command('/mw', command));
const click = async (name: string, message: Message, actionId: string): Promise<string> =>
  answerTo(story, name, async (person) => person.press({ ts: message.ts, actionId }));
const active = () => silences.list().filter((one) => silences.stateOf(one) === 'active');

describe('a silence from the incident at hand', () => {
  let plan: Message;

  it('is shown whole before anything is made', async () => {
    plan = await planFor(story, 'ana', 'silence 2h --reason "known, waits for 1.6"', { root: card });
    const text = textOf(plan);
    expect(text).toMatch(/Waits for one click/);
    expect(text).toMatch(/\+ alertname="KubePodCrashLooping"/);
    expect(text).toMatch(/\+ namespace="shop"/);
    expect(text).toMatch(/\+ pod=~"checkout-\.\+"/);
    expect(text).toMatch(/\*Ends\* <!date\^\d+\^/);
    expect(text).toMatch(/1 alert of 1 now \(KubePodCrashLooping 1\); 1 alert on record in the last day/);
    expect(buttonsOf(plan)).toEqual(['Approve', 'Deny', 'Cancel']);
    expect(silences.list()).toEqual([]);
  });

  it('is made by one click of the asker, in their name, once, and the card says so', async () => {
    expect(await click('ana', plan, 'mw_approve')).toMatch(/Approved; it starts now/);
    await says(story, plan, /Verdict: Worked.*Alertmanager has the silence/s);
    expect(active()).toHaveLength(1);
    expect(active()[0]).toMatchObject({
      createdBy: 'ana@example.com (Slack U0ANA)',
      comment: expect.stringMatching(/^known, waits for 1\.6 \[middlewatch-silence-[a-z0-9]+\]$/) as unknown,
    });
    await story.card(/Silenced in Alertmanager by ana@example\.com \(Slack U0ANA\) until .*: known/);
  });

  it('is listed, and the same one is not made twice', async () => {
    expect(await tell('ben', 'silences')).toMatch(
      /1 silence on prod.*KubePodCrashLooping.*known, waits for 1\.6/s,
    );
    expect(await tell('ben', 'silence 1h --reason again')).toMatch(
      /ana@example\.com .* has silenced exactly this already/,
    );
  });

  it('is extended under its id, and the card knows the new end', async () => {
    const [before] = active();
    const extended = await planFor(story, 'ben', `silence extend ${before?.id.slice(0, 8) ?? ''} 3h`, {
      root: card,
    });
    await click('ben', extended, 'mw_approve');
    await says(story, extended, /Verdict: Worked/);
    expect(active().map(({ id }) => id)).toEqual([before?.id]);
    const [after] = active();
    expect(Date.parse(after?.endsAt ?? '') - Date.parse(before?.endsAt ?? '')).toBe(3 * 3_600_000);
    expect(after?.createdBy).toBe('ana@example.com (Slack U0ANA)');
    await story.card(/ends later, by ben@example\.com/);
  });

  it('is expired; the card no longer says silenced', async () => {
    const [running] = active();
    const expired = await planFor(story, 'ana', `silence expire ${running?.id ?? ''}`, { root: card });
    await click('ana', expired, 'mw_approve');
    await says(story, expired, /Verdict: Worked.*has ended/s);
    expect(active()).toEqual([]);
    await story.workspace.waitFor(() => !/Silenced in/.test(textOf(story.cards()[0] as Message)), {
      timeoutMs: answersWithinMs,
      what: 'a card without the silence',
    });
  });

  it('comes back by undo of its end', async () => {
    const done = plansOf(story, card).at(-1) as Message;
    const press = async (message: Message): Promise<Message> => {
      const before = plansOf(story, card).length;
      await story.workspace.person('ana').press({ ts: message.ts, actionId: 'mw_undo' });
      return story.workspace.waitFor(() => plansOf(story, card).at(before), {
        timeoutMs: answersWithinMs,
        what: 'the plan of the undo',
      });
    };
    await click('ana', await press(done), 'mw_approve');
    await story.workspace.waitFor(() => active().length === 1, {
      timeoutMs: answersWithinMs,
      what: 'the silence as it was',
    });
  });
});

describe('a silence on everything', () => {
  it('needs a second person, whatever the policy says', async () => {
    const plan = await planFor(story, 'ana', 'silence 1h alertname=~".+" --reason "migration"', {
      root: card,
    });
    expect(textOf(plan)).toMatch(/Broad, so a second person must approve it: no matcher says what is ill/);
    expect(textOf(plan)).toMatch(/Waiting for approval.* of 1 person/s);
    expect(await click('ana', plan, 'mw_approve')).toMatch(
      /You asked for this, so somebody else approves it/,
    );
    expect(await click('ben', plan, 'mw_approve')).toMatch(/may not approve this/);
    expect(active()).toHaveLength(1);
    expect(await click('cleo', plan, 'mw_approve')).toMatch(/Approved/);
    await says(story, plan, /Verdict: Worked/);
    expect(active()).toHaveLength(2);
  });
});

describe('what is refused', () => {
  it('says why and what to write', async () => {
    expect(await tell('ana', 'silence --reason x')).toMatch(/For how long\?/);
    expect(await tell('ana', 'silence 2d alertname=X --reason x')).toMatch(
      /may last .* at most \(silences\.longest/,
    );
    expect(await tell('ana', 'silence 1h alertname=~"(" --reason x')).toMatch(
      /bad matcher format|error parsing regexp/,
    );
    expect(await tell('mallory', 'silence 1h alertname=X --reason x')).toMatch(/may not ask for silence/);
    expect(await tell('ana', 'silence expire 00000000')).toMatch(/No running silence begins with 00000000/);
  });
});
