import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../src/drill/play/find-button.ts';
import type { Message } from '../../src/drill/slack/message.ts';
import { answerTo } from './support/answer-to.ts';
import { buttonsOf, planFor, plansOf, says } from './support/plans.ts';
import { shopDeployment } from './support/shop-deployment.ts';
import { shopAutoscaler, shopStatefulSet } from './support/shop-scaling.ts';
import { startListeningBot } from './support/start-listening-bot.ts';
import { startStory, type Story } from './support/start-story.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';

bePatient();

let story: Story;
beforeAll(async () => {
  story = await startStory();
  const { kubernetes } = story;
  kubernetes.apply(shopDeployment('cart', 'shop/cart:1.0', 2), { manager: 'ci-deploy' });
  kubernetes.apply(shopAutoscaler('cart', 2, 6), { manager: 'ci-deploy' });
  // The load of now wants what there is: the autoscaler itself changes nothing in these stories.
  kubernetes.hpaMetric(() => 80);
  kubernetes.apply(shopStatefulSet('db', 1), { manager: 'ci-deploy' });
  await kubernetes.until(() => kubernetes.list('pods', 'shop').length >= 6);
  await startListeningBot(story);
});
afterAll(async () => story.end());

const specOf = (resource: string, name: string): unknown =>
  story.kubernetes.read(resource === 'nodes' ? { resource, name } : { resource, namespace: 'shop', name })?.[
    'spec'
  ];
const tell = async (name: string, command: string): Promise<string> =>
  answerTo(story, name, async (person) => person.command('/mw', command));
const click = async (name: string, message: Message, actionId: string): Promise<string> =>
  answerTo(story, name, async (person) => person.press({ ts: message.ts, actionId }));
/** Approves and waits for the verdict. */
const carryOut = async (plan: Message, approver: string): Promise<Message> => {
  expect(await click(approver, plan, 'mw_approve')).toMatch(/Approved; it starts now/);
  return says(story, plan, /Verdict: Worked/);
};
/** Presses Undo and waits for the plan that it makes. */
const undoOf = async (done: Message, name: string): Promise<Message> => {
  const before = plansOf(story).length;
  await story.workspace.person(name).press({ ts: done.ts, actionId: 'mw_undo' });
  return story.workspace.waitFor(() => plansOf(story).at(before), {
    timeoutMs: answersWithinMs,
    what: 'the plan of the undo',
  });
};

describe('scale', () => {
  it('beyond what the autoscaler allows is refused, with what to change instead', async () => {
    expect(await tell('ana', 'scale deploy/cart 9 -n shop')).toMatch(
      /hpa\/cart keeps this between 2 and 6 replicas: it would set 9 back at once\. Instead, change maxReplicas of hpa\/cart to 9/,
    );
    expect(await tell('ana', 'scale deploy/cart 0 -n shop')).toMatch(/0 would switch it off/);
    expect(plansOf(story)).toEqual([]);
    expect(story.mutations()).toEqual([]);
  });

  it('within its range is warned about on the plan', async () => {
    const plan = await planFor(story, 'ana', 'scale deploy/cart 5 -n shop');
    expect(textOf(plan)).toMatch(
      /⚠️ hpa\/cart owns the replicas \(2 to 6\) and overwrites 5 at its next look/,
    );
    await click('ana', plan, 'mw_cancel');
    expect(story.mutations()).toEqual([]);
  });

  it('to what it is already plans nothing', async () => {
    expect(await tell('ana', 'scale deploy/checkout 3 -n shop')).toMatch(/has 3 pods already.*Nothing to do/);
  });

  it('reaches a StatefulSet, through its scale subresource alone, and is undone to the number from before', async () => {
    const done = await carryOut(await planFor(story, 'ana', 'scale sts/db 3 -n shop'), 'ben');
    expect(textOf(done)).toMatch(/3 of 3 pods available \(1 before\)/);
    expect(story.mutations().at(-1)?.uri).toMatch(/statefulsets\/db\/scale\?fieldManager=middlewatch-scale-/);
    expect(specOf('statefulsets.apps', 'db')).toMatchObject({ replicas: 3 });

    const undo = await undoOf(done, 'ana');
    expect(textOf(undo)).toMatch(/Scale sts\/db .*from 3 to 1 replicas/);
    expect(specOf('statefulsets.apps', 'db')).toMatchObject({ replicas: 3 });
    await carryOut(undo, 'cleo');
    expect(specOf('statefulsets.apps', 'db')).toMatchObject({ replicas: 1 });
    expect(story.mutations()).toHaveLength(2);
  });
});

describe('cordon', () => {
  let done: Message;
  it('waits for the platform group, and nobody else', async () => {
    const plan = await planFor(story, 'ana', 'cordon node-2');
    expect(textOf(plan)).toMatch(/May approve.*group:platform/);
    expect(await click('ben', plan, 'mw_approve')).toMatch(
      /may not approve this; those who may are group platform/,
    );
    expect(specOf('nodes', 'node-2')).not.toMatchObject({ unschedulable: true });
    done = await carryOut(plan, 'cleo');
    expect(textOf(done)).toMatch(/takes no new pods/);
    expect(specOf('nodes', 'node-2')).toMatchObject({ unschedulable: true });
  });

  it('a second one says who did it', async () => {
    expect(await tell('ana', 'cordon node-2')).toMatch(
      /node-2.* is cordoned already \(by middlewatch-cordon-/,
    );
  });

  it('its undo is asked for by anyone entitled and approved like an uncordon', async () => {
    const undo = await undoOf(done, 'ben');
    expect(textOf(undo)).toMatch(/Uncordon node\/node-2/);
    await carryOut(undo, 'cleo');
    expect(specOf('nodes', 'node-2')).not.toMatchObject({ unschedulable: true });
    await story.workspace.waitFor(
      () =>
        buttonsOf(story.workspace.messages(story.channel).find(({ ts }) => ts === done.ts) ?? done).length ===
        0,
      { timeoutMs: answersWithinMs, what: 'Undo to leave the plan that was undone' },
    );
  });
});

describe('undo', () => {
  it('is refused when somebody changed the object since, and touches nothing', async () => {
    const done = await carryOut(await planFor(story, 'ana', 'scale deploy/checkout 4 -n shop'), 'ben');
    story.kubernetes.apply(shopDeployment('checkout', 'shop/checkout:1.4', 5), { manager: 'ci-deploy' });
    const before = story.mutations().length;
    expect(await click('ana', done, 'mw_undo')).toMatch(
      /deploy\/checkout .* has 5 replicas now, not the 4 that were set: somebody changed it since/,
    );
    expect(specOf('deployments.apps', 'checkout')).toMatchObject({ replicas: 5 });
    expect(story.mutations()).toHaveLength(before);
  });

  it('of a rollback is asked for by the entitled alone, and goes back once approved', async () => {
    const done = await carryOut(await planFor(story, 'ana', 'rollback deploy/checkout -n shop'), 'ben');
    expect(JSON.stringify(specOf('deployments.apps', 'checkout'))).toContain('shop/checkout:1.3');
    const plans = plansOf(story).length;
    expect(await click('mallory', done, 'mw_undo')).toMatch(/may not ask for rollback/);
    expect(await click('nemo', done, 'mw_undo')).toMatch(/not mapped/);
    expect(plansOf(story)).toHaveLength(plans);

    const undo = await undoOf(done, 'ben');
    expect(await click('ben', undo, 'mw_approve')).toMatch(/You asked for this/);
    expect(await click('cleo', undo, 'mw_approve')).toMatch(/Approved; it starts now/);
    await story.kubernetes.until(() =>
      JSON.stringify(specOf('deployments.apps', 'checkout')).includes('shop/checkout:1.4'),
    );
  });

  it('of what was never done says so', async () => {
    expect(await tell('ana', 'undo abc123')).toMatch(/There is no execution abc123/);
    const plan = await planFor(story, 'ana', 'scale deploy/checkout 6 -n shop');
    await click('ana', plan, 'mw_cancel');
    // Several were carried out from here: recency never decides.
    expect(await tell('ana', 'undo')).toMatch(/^Undo which one\?\n`\/mw undo \w+` /);
  });
});
