import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/drill/slack/message.ts';
import { textOf } from '../../src/drill/play/find-button.ts';
import { answerTo } from './support/answer-to.ts';
import { keepOldButtons } from './support/old-buttons.ts';
import { buttonsOf, planFor, plansOf, says, specsOf } from './support/plans.ts';
import { startListeningBot } from './support/start-listening-bot.ts';
import { startStory, type Story } from './support/start-story.ts';
import { shopDeployment } from './support/shop-deployment.ts';
import { crashLooping, webhook } from './support/webhook.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';

bePatient();

let story: Story;
beforeAll(async () => {
  story = await startStory({
    config: {
      policy: [
        {
          actions: ['rollback', 'scale'],
          namespaces: ['shop'],
          ask: ['group:sre'],
          approve: { from: ['group:sre'] },
        },
        {
          actions: ['cordon'],
          ask: ['group:sre'],
          approve: { from: ['group:platform'] },
          expires: '2s',
        },
      ],
    },
  });
  await startListeningBot(story);
});
afterAll(async () => story.end());

/** The world and its changes before each promise. */
let specs = '';
let changes = 0;
beforeEach(() => {
  specs = specsOf(story);
  changes = story.mutations().length;
});
const expectUnchanged = (): void => {
  expect(story.mutations()).toHaveLength(changes);
  expect(specsOf(story)).toBe(specs);
};

const click = async (name: string, plan: Message, actionId: string): Promise<string> =>
  answerTo(story, name, async (person) => person.press({ ts: plan.ts, actionId }));

/** A waiting plan: scale to a number that nothing else in this file uses. */
let replicas = 3;
const newPlan = async (): Promise<Message> => {
  replicas += 1;
  return planFor(story, 'ana', `scale deploy/checkout ${replicas} -n shop`);
};

describe('who may not approve is told so, and nothing is changed', () => {
  let plan: Message;
  beforeAll(async () => {
    plan = await newPlan();
  });

  it('shows the plan with exactly three buttons, and has done nothing', () => {
    expect(buttonsOf(plan)).toEqual(['Approve', 'Deny', 'Cancel']);
    expect(textOf(plan)).toMatch(/Nothing has been changed yet/);
    expectUnchanged();
  });

  it('who asked approves nothing', async () => {
    expect(await click('ana', plan, 'mw_approve')).toMatch(
      /You asked for this, so somebody else approves it: group sre/,
    );
    expectUnchanged();
  });

  it('nor does their second Slack account', async () => {
    expect(await click('ann', plan, 'mw_approve')).toMatch(/You asked for this/);
    expectUnchanged();
  });

  it('nor does somebody without the group', async () => {
    expect(await click('mallory', plan, 'mw_approve')).toMatch(
      /You \(mallory@example\.com\) may not approve this; those who may are group sre/,
    );
    expectUnchanged();
  });

  it('nor does somebody who is mapped to nobody', async () => {
    expect(await click('nemo', plan, 'mw_approve')).toMatch(/You are not mapped to a Kubernetes user/);
    expectUnchanged();
  });

  it('nor may a stranger cancel', async () => {
    expect(await click('mallory', plan, 'mw_cancel')).toMatch(/may not cancel this; who asked can/);
    expectUnchanged();
  });

  it('and the refused clicks have used nothing up: the plan still waits, and its asker takes it back', async () => {
    expect(await click('ana', plan, 'mw_cancel')).toMatch(/Cancelled; nothing was changed/);
    expect(buttonsOf(await says(story, plan, /Cancelled/))).toEqual([]);
    expectUnchanged();
  });
});

describe('no means no', () => {
  it('a denied plan names who denied it and why, loses its buttons and changes nothing', async () => {
    const plan = await newPlan();
    const mend = keepOldButtons(story.workspace);
    const ben = story.workspace.person('ben');
    await ben.press({ ts: plan.ts, actionId: 'mw_deny' });
    await story.workspace.waitFor(() => ben.views().length === 1, { what: 'the form behind Deny' });
    expect(
      await answerTo(story, 'ben', async (person) =>
        person.submitView({ reason: 'not before the sale ends' }),
      ),
    ).toMatch(/Denied; nothing was changed/);
    expect(await click('cleo', plan, 'mw_approve')).toMatch(
      /Too late: this was denied by <@U0BEN> .* ago; nothing was changed/,
    );
    mend();
    const denied = await says(story, plan, /Denied\* by/);
    expect(textOf(denied)).toMatch(/: not before the sale ends\. Nothing was changed/);
    expect(buttonsOf(denied)).toEqual([]);
    expectUnchanged();
  });

  it('who may not ask gets no plan', async () => {
    const before = plansOf(story).length;
    const ask = async (name: string): Promise<string> =>
      answerTo(story, name, async (person) => person.command('/mw', 'scale deploy/checkout 9 -n shop'));
    expect(await ask('mallory')).toMatch(/may not ask for scale for namespace shop/);
    expect(await ask('nemo')).toMatch(/not mapped/);
    expect(plansOf(story)).toHaveLength(before);
    expectUnchanged();
  });
});

describe('a plan does not wait for ever', () => {
  it('says Expired by itself, without its buttons, and a late click is answered', async () => {
    const plan = await planFor(story, 'ana', 'cordon node-2');
    const mend = keepOldButtons(story.workspace);
    await story.workspace.waitFor(
      () =>
        story.workspace.calls('chat.update').some((call) => JSON.stringify(call.args).includes('Expired')),
      { timeoutMs: answersWithinMs, what: 'the bot tries to say Expired' },
    );
    expect(await click('cleo', plan, 'mw_approve')).toMatch(
      /Too late: this expired .* ago; nothing was changed/,
    );
    mend();
    const expired = await says(story, plan, /Expired/);
    expect(buttonsOf(expired)).toEqual([]);
    expect(textOf(expired)).toMatch(/0 of 1 approvals were given in time.*Nothing was changed/);
    expectUnchanged();
  });
});

describe('what was approved is what is done, once', () => {
  it('a second click changes nothing and says so', async () => {
    const plan = await newPlan();
    const mend = keepOldButtons(story.workspace);
    expect(await click('ben', plan, 'mw_approve')).toMatch(/Approved; it starts now/);
    expect(await click('ben', plan, 'mw_approve')).toMatch(/approved by <@U0BEN> .*ago/);
    await story.workspace.waitFor(
      () =>
        story.workspace
          .calls('chat.update')
          .some((call) => /Verdict: Worked/.test(JSON.stringify(call.args))),
      { timeoutMs: answersWithinMs, what: 'the verdict' },
    );
    expect(await click('cleo', plan, 'mw_approve')).toMatch(
      /Too late: approved by <@U0BEN> .* ago, it is done\. Scale deploy\/checkout .*Worked/,
    );
    mend();
    expect(buttonsOf(await says(story, plan, /Verdict: Worked/))).toEqual(['Undo']);
    expect(story.mutations()).toHaveLength(changes + 1);
  });

  it('twenty clicks at once are one change, and each is answered', async () => {
    const plan = await newPlan();
    const people = ['ben', 'cleo'].map((name) => story.workspace.person(name));
    const told = (): number => people.reduce((sum, person) => sum + person.ephemerals().length, 0);
    const before = told();
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        people[index % 2]?.press({ ts: plan.ts, actionId: 'mw_approve' }),
      ),
    );
    await story.workspace.waitFor(() => told() === before + 20, {
      timeoutMs: answersWithinMs,
      what: 'twenty answers',
    });
    const answers = people.flatMap((person) => person.ephemerals().map(textOf)).slice(-20);
    await says(story, plan, /Verdict: Worked/);
    expect(story.mutations()).toHaveLength(changes + 1);
    expect(answers.length).toBe(20);
    expect(answers.filter((answer) => answer.includes('it starts now')).length).toBeLessThanOrEqual(1);
  });

  it('a click that Slack delivers twice counts once', async () => {
    const plan = await newPlan();
    story.workspace.sockets.duplicateNext();
    await story.workspace.person('ben').press({ ts: plan.ts, actionId: 'mw_approve' });
    await says(story, plan, /Verdict: Worked/);
    expect(story.mutations()).toHaveLength(changes + 1);
    const starts = story.workspace
      .person('ben')
      .ephemerals()
      .filter((one) => textOf(one).includes(`to ${replicas} replicas`));
    expect(starts).toHaveLength(1);
  });
});

describe('the world moved on', () => {
  it('an object that was changed since is not touched: the difference is said, and a new plan waits', async () => {
    const plan = await newPlan();
    const before = plansOf(story).length;
    const now = story.kubernetes.read({ resource: 'deployments.apps', namespace: 'shop', name: 'checkout' });
    const had = (now as unknown as { spec: { replicas: number } }).spec.replicas;
    story.kubernetes.apply(shopDeployment('checkout', 'shop/checkout:1.4', 2), { manager: 'ci-deploy' });
    specs = specsOf(story);
    expect(await click('ben', plan, 'mw_approve')).toMatch(
      new RegExp(
        `Nothing was approved, because the plan no longer fits\\. deploy/checkout had ${had} replicas when this was planned and has 2 now\\. A new plan waits`,
      ),
    );
    const superseded = await says(story, plan, /Superseded/);
    expect(textOf(superseded)).toMatch(/and has 2 now/);
    expect(buttonsOf(superseded)).toEqual([]);
    const next = await story.workspace.waitFor(() => plansOf(story).at(before), {
      timeoutMs: answersWithinMs,
      what: 'the plan',
    });
    expect(textOf(next)).toMatch(/from 2 to/);
    expectUnchanged();
    await click('ana', next, 'mw_cancel');
  });

  it('a newer rollout between plan and approval is not rolled back', async () => {
    const plan = await planFor(story, 'ana', 'rollback deploy/checkout -n shop');
    story.kubernetes.apply(shopDeployment('checkout', 'shop/checkout:1.6', 2), { manager: 'ci-deploy' });
    specs = specsOf(story);
    expect(await click('cleo', plan, 'mw_approve')).toMatch(
      /Another version of deploy\/checkout was rolled out since this was planned/,
    );
    await says(story, plan, /Superseded/);
    expectUnchanged();
  });

  it('an object that is gone ends its plan in words', async () => {
    story.kubernetes.apply(shopDeployment('basket', 'shop/basket:1.0', 1), { manager: 'ci-deploy' });
    const plan = await planFor(story, 'ana', 'scale deploy/basket 4 -n shop');
    story.kubernetes.delete({ resource: 'deployments.apps', namespace: 'shop', name: 'basket' });
    expect(await click('ben', plan, 'mw_approve')).toMatch(/There is no deploy\/basket in shop.*Ask again/);
    await says(story, plan, /Superseded/);
    expect(story.mutations()).toHaveLength(changes);
  });

  it('an alert that ended meanwhile is said before the click counts; the next one does', async () => {
    const pod = story.kubernetes.list('pods', 'shop')[0]?.metadata.name ?? '';
    await story.post(webhook(crashLooping(pod)));
    const card = await story.card(/Firing/);
    const plan = await planFor(story, 'ana', 'scale deploy/checkout 3 -n shop', { root: card });
    await story.post(webhook(crashLooping(pod, { status: 'resolved' })));
    await says(story, card, /Resolved/);
    expect(await click('ben', plan, 'mw_approve')).toMatch(
      /Not approved yet: INC-1 was resolved by itself .* ago\. Press Approve again to do it all the same/,
    );
    expectUnchanged();
    await says(story, plan, /Meanwhile INC-1 was resolved by itself/);
    // Sooner it would be a double click: nobody has read it by then.
    await sleep(1600);
    expect(await click('ben', plan, 'mw_approve')).toMatch(/it starts now\. Note: INC-1 was resolved .* ago/);
    await says(story, plan, /Verdict: Worked/);
    expect(story.mutations()).toHaveLength(changes + 1);
  });
});
