import type { WebAPICallResult } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../../../src/drill/slack/start-workspace.ts';
import { clientOf } from '../web-client.ts';

// No app is connected: what would have been sent stands in the deliveries.
let workspace: Workspace;
let channel: string;

beforeEach(async () => {
  workspace = await startWorkspace({
    rateLimits: 'off',
    commands: [{ command: '/mw' }, { command: '/raw', shouldEscape: false }],
    botEvents: ['message.channels', 'message.im'],
    usergroups: [{ handle: 'sre', members: ['ana', 'ben'] }],
    eventRetryDelaysMs: [],
  });
  channel = workspace.channelId('incidents');
});
afterEach(() => workspace.stop());

const last = () => workspace.deliveries().at(-1)?.payload ?? {};
const events = () =>
  workspace.deliveries().map((delivery) => (delivery.payload['event'] as { type: string }).type);

const button = (more: object = {}) => ({
  type: 'button',
  action_id: 'go',
  text: { type: 'plain_text', text: 'Go' },
  ...more,
});
const post = (args: object): Promise<WebAPICallResult & { readonly ts?: string }> =>
  clientOf(workspace).apiCall('chat.postMessage', { channel, text: 'x', ...args });

describe('a person', () => {
  it('types commands that the workspace knows, escaped as the manifest says', async () => {
    const ana = workspace.person('ana');
    await ana.command('/mw', 'ask @ben & https://example.com/x');
    expect(last()['text']).toBe(`ask <@${workspace.person('ben').id}|ben> &amp; <https://example.com/x>`);
    await ana.command('/raw', 'ask @ben');
    expect(last()['text']).toBe('ask @ben');
    expect(await ana.command('/other')).toMatchObject({
      outcome: 'not_sent',
      error: expect.stringContaining('/other is not a valid command'),
    });
  });

  it('writes what others are pinged by', async () => {
    const { ts } = await workspace.person('ana').say('@ben @sre @here <b>');
    const ben = workspace.person('ben').id;
    expect(workspace.messages().at(-1)?.text).toMatch(
      new RegExp(`^<@${ben}> <!subteam\\^S\\w+\\|@sre> <!here> &lt;b&gt;$`),
    );
    expect(
      workspace
        .pings()
        .filter((ping) => ping.ts === ts)
        .map((ping) => ping.kind),
    ).toEqual(['user', 'usergroup', 'here']);
  });

  it('is heard as far as the app subscribes and is a member', async () => {
    const ana = workspace.person('ana');
    await ana.say('@middlewatch hello');
    expect(events()).toEqual(['app_mention', 'message']);
    workspace.changeChannel('incidents', { botIsMember: false });
    expect(await ana.mention('anybody?')).toMatchObject({ outcome: 'not_sent' });
    expect(events()).toHaveLength(2);
  });

  it('writes to the app alone', async () => {
    const ana = workspace.person('ana');
    const { channel: opened } = await clientOf(workspace).conversations.open({ users: ana.id });
    await ana.say('hello', { channel: opened?.id ?? '' });
    expect(last()['event']).toMatchObject({
      type: 'message',
      channel_type: 'im',
      text: 'hello',
      channel: opened?.id,
    });
  });

  it('names the attachment that holds a button', async () => {
    await post({ attachments: [{ color: 'danger', blocks: [{ type: 'actions', elements: [button()] }] }] });
    await workspace.person('ana').press({ text: 'Go' });
    expect(last()).toMatchObject({
      type: 'block_actions',
      container: { type: 'message_attachment', attachment_id: 1, channel_id: channel, is_app_unfurl: false },
      message: { attachments: [{ color: 'danger' }] },
      user: { id: workspace.person('ana').id, username: 'ana' },
      trigger_id: expect.any(String),
    });
  });

  it('may think better of it in a confirm dialog', async () => {
    await post({
      blocks: [
        { type: 'actions', elements: [button({ confirm: { text: { type: 'plain_text', text: 'Sure?' } } })] },
      ],
    });
    const ana = workspace.person('ana');
    const sent = () => workspace.deliveries().filter((delivery) => delivery.type === 'interactive').length;
    expect(await ana.press({ actionId: 'go', confirmDialog: 'deny' })).toEqual({ outcome: 'not_sent' });
    expect(sent()).toBe(0);
    await ana.press({ actionId: 'go' });
    expect(sent()).toBe(1);
  });

  it('cannot press what is not there, and hears what is', async () => {
    const { ts } = await post({ blocks: [{ type: 'actions', elements: [button()] }] });
    const ana = workspace.person('ana');
    await expect(ana.press({ ts: String(ts), text: 'Stop' })).rejects.toThrow('there are: go (Go)');
    await expect(ana.submitView()).rejects.toThrow('ana has no modal open');
    expect(() => workspace.person('dora')).toThrow('there are: ana, ben, cleo');
    expect(() => workspace.channelId('nowhere')).toThrow('there are: #incidents');
  });

  it('tells an app that asked for it that a modal was closed', async () => {
    const ana = workspace.person('ana');
    await ana.globalShortcut('declare');
    expect(last()).toMatchObject({ type: 'shortcut', callback_id: 'declare' });
    const view = {
      type: 'modal',
      title: { type: 'plain_text', text: 'T' },
      blocks: [],
      notify_on_close: true,
      callback_id: 'c',
    };
    await clientOf(workspace).apiCall('views.open', { trigger_id: last()['trigger_id'], view });
    await ana.closeView();
    expect(last()).toMatchObject({ type: 'view_closed', is_cleared: false, view: { callback_id: 'c' } });
    expect(ana.views()).toEqual([]);
  });
});

describe('a workspace', () => {
  it('gives the same ids and secrets for the same seed', async () => {
    const [same, other] = [await startWorkspace({ seed: 1 }), await startWorkspace({ seed: 2 })];
    expect(same.person('ana').id).toBe(workspace.person('ana').id);
    expect(same.botToken).toBe(workspace.botToken);
    expect(other.botToken).not.toBe(workspace.botToken);
    await Promise.all([same.stop(), other.stop()]);
  });

  it('lets somebody else delete a message of the app', async () => {
    const { ts } = await post({});
    workspace.deleteMessage('incidents', String(ts));
    expect(workspace.messages()).toEqual([]);
    expect(workspace.deletions()).toHaveLength(1);
  });
});
