import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../src/drill/play/find-button.ts';
import type { Fault } from '../../src/drill/kubernetes/fault.ts';
import { answerTo } from './support/answer-to.ts';
import { buttonsOf, planFor, plansOf, says } from './support/plans.ts';
import { shopDeployment } from './support/shop-deployment.ts';
import { startListeningBot } from './support/start-listening-bot.ts';
import { startStory, type Bot, type Story } from './support/start-story.ts';
import { crashLooping, webhook } from './support/webhook.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';

bePatient();

let story: Story;
let bot: Bot;
const mends: (() => void)[] = [];
beforeAll(async () => {
  // Port 9 of loopback: nobody listens there.
  // Each test breaks something of its own: together they are no storm.
  story = await startStory({
    cluster: { prometheus: { url: 'http://127.0.0.1:9' } },
    config: { incidents: { storm: { after: 100 } } },
  });
  bot = await startListeningBot(story);
});
afterEach(() => mends.splice(0).forEach((mend) => mend()));
afterAll(async () => story.end());

/** Every request to the API server ends like this, until the end of the promise. */
const apiServer = (fault: Fault['fault']): void => {
  mends.push(story.kubernetes.injectFault({ path: /^\/api/, fault }));
};
const alertAbout = (name: string) => {
  const alert = crashLooping(`${name}-6b7d5c9f4-x2lkq`, {
    generatorURL: 'http://prometheus.example/graph?g0.expr=rate%28restarts%5B5m%5D%29+%3E+1&g0.tab=1',
  });
  return { ...alert, labels: { ...alert.labels, deployment: name, container: name } };
};
const newCard = async (name: string) => {
  expect(await story.post(webhook(alertAbout(name)))).toBe(200);
  return story.card(new RegExp(name));
};
const read = async (path: string) => fetch(`${bot.url}${path}`);
const part = async (name: string) => {
  const response = await read('/readyz');
  const body = (await response.json()) as {
    ready: boolean;
    parts: { name: string; state: string; since: string; detail: string }[];
  };
  return { status: response.status, ready: body.ready, part: body.parts.find((one) => one.name === name) };
};

describe('an API server in trouble costs its part, and says so', () => {
  it('hanging: the card stands at once and names what could not be seen within its deadlines; a command is answered', async () => {
    const plan = await planFor(story, 'ana', 'scale deploy/checkout 4 -n shop');
    apiServer({ kind: 'hang' });
    const card = await newCard('slow');
    expect(story.workspace.thread(story.channel, card.ts).slice(1), 'nothing was waited for').toEqual([]);
    const [said, approved] = await Promise.all([
      answerTo(story, 'ana', async (person) => person.command('/mw', 'scale deploy/checkout 5 -n shop')),
      answerTo(story, 'ben', async (person) => person.press({ ts: plan.ts, actionId: 'mw_approve' })),
      story.reply(card, /Not seen[\s\S]*(did not answer|in time)/),
    ]);
    expect(said).toMatch(/API server of prod .*Nothing was changed\. Try again in a moment/);
    expect(approved).toMatch(/Nothing was approved, because the plan could not be checked/);
    expect(story.mutations()).toEqual([]);
    expect(buttonsOf(await says(story, plan, /Waiting for approval/))).toContain('Approve');
    expect((await part('store')).status).toBe(200);
  });

  it('failing with 500: the same, in its own words', async () => {
    apiServer({ kind: 'error', status: 500, message: 'etcdserver: leader changed' });
    const card = await newCard('broken');
    expect(textOf(await story.reply(card, /Not seen/))).toMatch(/leader changed|500/);
    const said = await answerTo(story, 'ana', async (person) =>
      person.command('/mw', 'scale deploy/checkout 5 -n shop'),
    );
    expect(said).toMatch(/Nothing was changed\. Try again in a moment/);
  });

  it('refusing with 403: the answer says who may not do what', async () => {
    apiServer({
      kind: 'error',
      status: 403,
      message:
        'deployments.apps "checkout" is forbidden: User "bot" cannot get resource "deployments" in API group "apps" in the namespace "shop"',
    });
    const card = await newCard('forbidden');
    expect(textOf(await story.reply(card, /Not seen/))).toMatch(
      /the rule "get deployments\.apps" of the role middlewatch is missing/,
    );
    const said = await answerTo(story, 'ana', async (person) =>
      person.command('/mw', 'scale deploy/checkout 5 -n shop'),
    );
    expect(said).toMatch(
      /The bot \(\S+\) may not get deployments\.apps .*the rule "get deployments\.apps" of the role middlewatch is missing/,
    );
    expect(plansOf(story)).toHaveLength(1);
  });

  it('Prometheus that is down costs its line alone', async () => {
    story.kubernetes.apply(shopDeployment('lonely', 'shop/lonely:1.0', 1), { manager: 'ci-deploy' });
    const card = await newCard('lonely');
    const detail = textOf(await story.reply(card, /Not seen/));
    expect(detail).toMatch(/Prometheus/);
    expect(detail).toMatch(/Workload[\s\S]*lonely/);
  });
});

describe('the bot tells how it is', () => {
  it('livez depends on nothing, readyz says each part, metrics count in base units', async () => {
    expect(await (await read('/livez')).text()).toBe('ok\n');
    const { status, ready, part: store } = await part('store');
    expect({ status, ready, state: store?.state }).toEqual({ status: 200, ready: true, state: 'ok' });
    expect((await part('slack')).part).toMatchObject({ state: 'ok', detail: '2 connections' });
    const metrics = await (await read('/metrics')).text();
    expect(metrics).toMatch(/^middlewatch_alerts_received_total\{.*\} 4$/m);
    expect(metrics).toMatch(/^middlewatch_incidents_open 4$/m);
    expect(metrics).toMatch(/^middlewatch_deliveries_total\{outcome="recorded"\} 4$/m);
    expect(metrics).toMatch(/^middlewatch_work_seconds_bucket\{/m);
    expect(metrics).toMatch(/^middlewatch_slack_calls_total\{method="chat.postMessage",outcome="ok"\} \d+$/m);
  });

  it('a webhook that cannot be taken is told why', async () => {
    const send = async (body: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${bot.url}/webhooks/alertmanager`, {
        method: 'POST',
        headers: { authorization: 'Bearer story-token', ...headers },
        body,
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    expect((await send('{}', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await send('{}', { authorization: '' })).status).toBe(401);
    expect(await send('{"version":')).toMatchObject({ status: 400, body: { error: 'malformed' } });
    expect(await send('{"version":"3"}')).toMatchObject({ status: 400, body: { path: 'version' } });
    const alert = { labels: { alertname: 7 }, status: 'firing' };
    expect(await send(JSON.stringify({ version: '4', alerts: [alert] }))).toMatchObject({
      status: 400,
      body: { path: expect.stringMatching(/^alerts\[0\]\.labels/) as unknown },
    });
    expect(await send('x'.repeat(16 * 1024 * 1024 + 1))).toMatchObject({
      status: 413,
      body: { error: 'too-large' },
    });
    expect(story.cards()).toHaveLength(4);
  });
});

describe('a stop and a start', () => {
  it('SIGTERM ends it in time with exit code 0, with nothing left hanging', async () => {
    const since = Date.now();
    expect(await bot.stop()).toBe(0);
    expect(Date.now() - since).toBeLessThan(10_000);
    expect(story.workspace.sockets.count).toBe(0);
    expect(bot.log().at(-1)).toContain('"msg":"stopped"');
  });

  it('with Slack down the webhook is still taken; once Slack is back there is one card', async () => {
    const { workspace } = story;
    mends.push(
      workspace.fault({ method: 'apps.connections.open', kind: 'reset', times: 2 }),
      workspace.fault({ method: 'chat.postMessage', kind: 'reset', times: 1 }),
      workspace.fault({ method: 'chat.postMessage', kind: 'ratelimited', retryAfterSeconds: 1, times: 1 }),
      workspace.fault({ method: 'chat.postMessage', kind: 'status', status: 500, times: 1 }),
    );
    bot = await story.startBot();
    const card = await newCard('outage');
    await story.reply(card, /Evidence for/);
    const failed = workspace.calls('chat.postMessage').filter(({ fault }) => fault !== undefined);
    expect(failed).toHaveLength(3);
    expect(story.cards().filter((one) => /outage/.test(textOf(one)))).toHaveLength(1);
    expect(story.cards()).toHaveLength(5);
    await workspace.waitFor(() => workspace.sockets.count === 2, {
      timeoutMs: answersWithinMs,
      what: 'both connections',
    });
    expect(await part('slack')).toMatchObject({ status: 200, part: { state: 'ok' } });
  });

  it('a channel that was archived is said where the operator looks, until it is mended', async () => {
    const { workspace } = story;
    workspace.changeChannel('incidents', { isArchived: true });
    expect(await story.post(webhook(alertAbout('unseen-is-archived')))).toBe(200);
    await workspace.waitFor(
      () => workspace.calls('chat.postMessage').some(({ error }) => error === 'is_archived'),
      {
        timeoutMs: answersWithinMs,
        what: 'is_archived',
      },
    );
    // The bot learns it with the answer, which this machine has sent already.
    const deadline = Date.now() + answersWithinMs;
    let said = await part('slack');
    while (said.part?.state === 'ok' && Date.now() < deadline) said = await part('slack');
    expect(said).toMatchObject({ status: 200, ready: true, part: { state: 'degraded' } });
    expect(said.part?.detail).toMatch(/Slack refuses chat.postMessage in C\w+: is_archived/);

    workspace.changeChannel('incidents', { isArchived: false });
    await newCard('seen-after-is-archived');
    await workspace.waitFor(() => workspace.calls('chat.postMessage').at(-1)?.ok, {
      timeoutMs: answersWithinMs,
      what: 'a post',
    });
    expect((await part('slack')).part).toMatchObject({ state: 'ok' });
  });

  it('thrown out of a public channel, the bot joins again by itself', async () => {
    const { workspace } = story;
    workspace.changeChannel('incidents', { botIsMember: false });
    await newCard('seen-although-thrown-out');
    expect(workspace.calls('chat.postMessage').some(({ error }) => error === 'not_in_channel')).toBe(true);
  });

  it('a channel that cannot be found at the start is named in the same place', async () => {
    await bot.stop();
    story.workspace.changeChannel('incidents', { isArchived: true });
    bot = await startListeningBot(story);
    const deadline = Date.now() + answersWithinMs;
    let said = await part('slack');
    while (!/#incidents/.test(said.part?.detail ?? '') && Date.now() < deadline) said = await part('slack');
    expect(said).toMatchObject({ status: 200, part: { state: 'degraded' } });
    expect(said.part?.detail).toMatch(/channel #incidents: .*is it archived/);
  });
});
