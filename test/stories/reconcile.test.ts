import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { textOf } from '../../src/drill/play/find-button.ts';
import { answerTo } from './support/answer-to.ts';
import { startSimulatedAlertmanager, type SimulatedAlertmanager } from './support/simulated-alertmanager.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';
import { startStory, type Story } from './support/start-story.ts';
import { crashLooping, webhook } from './support/webhook.ts';

bePatient();

let alertmanager: SimulatedAlertmanager;
let story: Story;
beforeAll(async () => {
  alertmanager = await startSimulatedAlertmanager();
  story = await startStory({
    cluster: { alertmanager: { url: alertmanager.url } },
    config: { incidents: { reconcileEvery: '1s' } },
  });
  await story.startBot();
});
afterAll(async () => {
  await story.end();
  await alertmanager.stop();
});

/** Fires in both: the webhook tells it, the API lists it. */
async function fire(pod: string): Promise<void> {
  const body = webhook(crashLooping(pod)) as {
    alerts: { fingerprint: string; labels: Record<string, string>; startsAt: string }[];
  };
  alertmanager.alerts = body.alerts.map(({ fingerprint, labels, startsAt }) => ({
    fingerprint,
    labels,
    startsAt,
  }));
  expect(await story.post(body)).toBe(200);
}

/** Waits until Alertmanager was asked so often from now on. */
async function looks(count: number): Promise<void> {
  const before = alertmanager.looks();
  await vi.waitFor(
    () => expect(alertmanager.looks()).toBeGreaterThanOrEqual(before + count),
    answersWithinMs,
  );
}

const pod = 'checkout-7d9f8c6b5-bx2zt';

describe('what Alertmanager lists is what counts', () => {
  it('says on the card who silenced the alert, why and until when', async () => {
    await fire(pod);
    await story.card(/Firing/);
    alertmanager.silences = [
      { id: 's1', createdBy: 'ana', comment: 'known <!channel>', endsAt: '2099-01-01T05:14:00.000Z' },
    ];
    alertmanager.alerts = alertmanager.alerts.map((alert) => ({ ...alert, silencedBy: ['s1'] }));
    const card = await story.card(/Silenced in Alertmanager by ana until .*: known/);
    expect(textOf(card)).toMatch(/Firing/);
    expect(story.workspace.pings()).toEqual([]);
  });

  it('proves nothing while it does not answer, or has just started and lists nothing', async () => {
    alertmanager.down = true;
    alertmanager.alerts = [];
    await looks(3);
    alertmanager.startedAt = new Date();
    alertmanager.down = false;
    await looks(4);
    expect(story.cards().map(textOf)).toEqual([expect.stringMatching(/Firing/)]);
  });

  it('resolves what ended under the silence, in words', async () => {
    alertmanager.startedAt = new Date(Date.now() - 600_000);
    const card = await story.card(/Resolved/);
    expect(textOf(card)).toMatch(/Alertmanager no longer lists it since/);
    expect(textOf(card)).not.toMatch(/Silenced/);
    expect(story.cards()).toHaveLength(1);
  });

  it('takes that back when the alert is listed again', async () => {
    await fire(pod);
    const card = await story.card(/Firing.*came back once/s);
    expect(card.ts).toBe(story.cards()[0]?.ts);
    expect(story.cards()).toHaveLength(1);
  });

  it('explains it all to whoever asks', async () => {
    const told = await answerTo(story, 'ana', async (ana) => ana.command('/mw', 'why KubePodCrashLooping'));
    expect(told).toMatch(/came in 2 deliveries/);
    expect(told).toMatch(/Silenced in Alertmanager by ana/);
    expect(told).toMatch(/Alertmanager no longer lists it since/);
    expect(told).toMatch(/The channel was woken: the incident is back/);
  });
});
