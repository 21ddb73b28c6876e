import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../../src/drill/slack/start-workspace.ts';
import { httpApp, socketModeApp } from './bolt-app.ts';
import { tellStory } from './story.ts';

const shortcuts = [{ name: 'Incident actions', callbackId: 'incident_actions', type: 'message' }] as const;

describe.each(['socket', 'http'] as const)('an unmodified Bolt app over %s', (transport) => {
  let workspace: Workspace;
  let stopApp: () => Promise<unknown>;

  beforeEach(async () => {
    workspace = await startWorkspace({ ackTimeoutMs: 400, rateLimits: 'off', shortcuts });
    if (transport === 'socket') {
      const app = socketModeApp(workspace);
      tellStory(app);
      await app.start();
      stopApp = () => app.stop();
    } else {
      const http = await httpApp(workspace);
      tellStory(http.app);
      stopApp = http.stop;
    }
  });
  afterEach(async () => {
    await stopApp();
    await workspace.stop();
  });

  it('answers a command in its acknowledgement, to the asker alone', async () => {
    const ana = workspace.person('ana');
    expect(await ana.command('/mw', 'help')).toMatchObject({ outcome: 'acknowledged' });
    expect(ana.ephemerals().map((message) => message.text)).toEqual(['you said help']);
    expect(workspace.person('ben').ephemerals()).toEqual([]);
    expect(workspace.messages()).toEqual([]);
  });

  it('shows the typed command together with a public answer by response_url', async () => {
    await workspace.person('ana').command('/mw', 'respond');
    const messages = await workspace.waitFor(() => workspace.messages().length === 2 && workspace.messages());
    expect(messages.map((message) => message.text)).toEqual(['/mw respond', 'to everybody']);
  });

  it('escapes people and channels in a command', async () => {
    const ben = workspace.person('ben');
    await workspace.person('ana').command('/mw', 'ask @ben in #incidents a<b');
    const channel = workspace.channelId('#incidents');
    expect(workspace.person('ana').ephemerals()[0]?.text).toBe(
      `you said ask <@${ben.id}|ben> in <#${channel}|incidents> a&lt;b`,
    );
  });

  it('delivers a click and lets the app replace the message', async () => {
    const ana = workspace.person('ana');
    await ana.command('/mw', 'card');
    await workspace.waitFor(() => workspace.messages().find((message) => message.blocks));
    expect(await ana.press({ text: 'Approve' })).toMatchObject({ outcome: 'acknowledged' });
    const done = await workspace.waitFor(() =>
      workspace.messages().find((message) => message.text.startsWith('approved')),
    );
    expect(done.text).toBe(`approved by ${ana.id}`);
    expect(done.blocks).toBeUndefined();
    const payload = workspace.deliveries().find((delivery) => delivery.type === 'interactive')?.payload;
    expect(payload).toMatchObject({
      type: 'block_actions',
      container: { type: 'message', message_ts: done.ts, is_ephemeral: false },
      actions: [{ action_id: 'approve', block_id: 'answer', value: 'plan-1', type: 'button' }],
      message: { ts: done.ts, text: 'a card' },
    });
  });

  it('delivers a choice', async () => {
    const ana = workspace.person('ana');
    await ana.command('/mw', 'card');
    await workspace.waitFor(() => workspace.messages().at(0));
    await ana.choose({ actionId: 'pick', value: 'two' });
    await workspace.waitFor(() => ana.ephemerals().some((message) => message.text === 'picked two'));
    await expect(ana.choose({ actionId: 'pick', value: 'three' })).rejects.toThrow('offered: one, two');
  });

  it('asks the app for the options of a menu with an external source', async () => {
    const ana = workspace.person('ana');
    await ana.command('/mw', 'card');
    await workspace.waitFor(() => workspace.messages().at(0));
    await ana.choose({ actionId: 'service', value: 'cart' });
    await workspace.waitFor(() => ana.ephemerals().some((message) => message.text === 'service cart'));
    await expect(ana.choose({ actionId: 'service', value: 'c' })).rejects.toThrow('offered: checkout, cart');
  });

  it('opens a modal, refuses what the form forbids, shows the errors of the app and submits', async () => {
    const ana = workspace.person('ana');
    await ana.command('/mw', 'form');
    await workspace.waitFor(() => ana.views().at(0));
    expect(await ana.submitView()).toMatchObject({
      outcome: 'not_sent',
      errors: { reason: 'Please complete this required field.' },
    });
    expect(await ana.submitView({ text: 'no' })).toMatchObject({ outcome: 'not_sent', view: 'errors' });
    expect(await ana.submitView({ text: 'because' })).toMatchObject({
      view: 'errors',
      errors: { reason: 'Say more.' },
    });
    expect(await ana.submitView({ reason: 'planned work' })).toMatchObject({
      outcome: 'acknowledged',
      view: 'closed',
    });
    expect(ana.views()).toEqual([]);
    await workspace.waitFor(() =>
      workspace.messages().some((message) => message.text === `silenced by ${ana.id}: planned work`),
    );
  });

  it('hears a mention in a thread and answers there', async () => {
    const { ts } = await workspace.person('ana').say('hm');
    const mention = await workspace.person('ben').mention('status?', { threadTs: ts });
    expect(mention.outcome).toBe('acknowledged');
    await workspace.waitFor(() => workspace.thread('#incidents', ts).length === 3);
    expect(workspace.thread('#incidents', ts).map((message) => message.text)).toEqual([
      'hm',
      `<@${workspace.botUserId}> status?`,
      'here',
    ]);
    expect(workspace.messages()[0]).toMatchObject({ reply_count: 2, thread_ts: ts });
  });

  it('delivers a message shortcut', async () => {
    const ana = workspace.person('ana');
    const { ts } = await ana.say('look at this');
    expect(await ana.messageShortcut('incident_actions', { ts })).toMatchObject({ outcome: 'acknowledged' });
    await workspace.waitFor(() => ana.ephemerals().some((message) => message.text === `about ${ts}`));
  });

  it('tells the person when the app says nothing in time', async () => {
    const ana = workspace.person('ana');
    expect(await ana.command('/mw', 'silent')).toMatchObject({ outcome: 'operation_timeout' });
    expect(ana.notices()).toEqual(['/mw failed with the error "operation_timeout"']);
  });
});
