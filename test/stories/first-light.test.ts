import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../src/drill/play/find-button.ts';
import { bePatient } from './support/patience.ts';
import { startStory, type Story } from './support/start-story.ts';
import { shopDeployment } from './support/shop-deployment.ts';
import { crashLooping, webhook } from './support/webhook.ts';

bePatient();

let story: Story;
/** The pod that the alert names, while it fires and when it ends. */
let pod = '';
/** After the rollout, as Prometheus would say it. */
let startsAt = '';
beforeAll(async () => {
  story = await startStory();
  story.kubernetes.behave('shop/checkout:1.5', {
    kind: 'crash',
    afterMs: 200,
    exitCode: 1,
    logs: ['Error: PAYMENTS_URL is not set'],
  });
  story.kubernetes.apply(shopDeployment('checkout', 'shop/checkout:1.5'), { manager: 'ci-deploy' });
  await story.kubernetes.until(() => sickPod() !== '');
  pod = sickPod();
  startsAt = new Date().toISOString();
  await story.startBot();
});
afterAll(async () => story.end());

function sickPod(): string {
  return (
    story.kubernetes.list('pods', 'shop').find((one) => JSON.stringify(one).includes('CrashLoopBackOff'))
      ?.metadata.name ?? ''
  );
}

describe('one alert walks the whole way', () => {
  it('becomes one card with cause, evidence and next step', async () => {
    expect(await story.post(webhook(crashLooping(pod, { startsAt })))).toBe(200);
    const card = await story.card(/since revision 3 was rolled out/);
    expect(textOf(card)).toMatch(/Firing/);
    expect(card.text).toMatch(/checkout/);
    await story.reply(card, /PAYMENTS_URL is not set/);
  });

  it('is taken by a person, in place', async () => {
    const card = await story.card(/Firing/);
    await story.workspace.person('ana').press({ ts: card.ts, actionId: 'mw_ack' });
    expect((await story.card(/Acknowledged/)).ts).toBe(card.ts);
    expect(story.cards()).toHaveLength(1);
  });

  it('is rolled back once, by the plan that a second person approved', async () => {
    const card = await story.card(/Acknowledged/);
    await story.workspace.person('ana').press({ ts: card.ts, actionId: 'mw_suggested' });
    const plan = await story.reply(card, /Roll back deploy\/checkout/);
    expect(textOf(plan)).toMatch(/shop\/checkout:1\.5/);
    await story.workspace.person('ben').press({ ts: plan.ts, actionId: 'mw_approve' });
    await story.reply(card, /Worked/);
    expect(story.mutations()).toHaveLength(1);
    expect(story.mutations()[0]?.uri).toMatch(
      /deployments\/checkout\?.*fieldManager=middlewatch-rollback-[a-z0-9]+/,
    );
  });

  it('ends on the same card when the alert does', async () => {
    const [card] = story.cards();
    expect(await story.post(webhook(crashLooping(pod, { startsAt, status: 'resolved' })))).toBe(200);
    expect((await story.card(/Resolved/)).ts).toBe(card?.ts);
    expect(story.workspace.pings()).toEqual([]);
  });
});
