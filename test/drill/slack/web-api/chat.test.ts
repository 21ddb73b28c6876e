import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebClient } from '@slack/web-api';
import { startWorkspace, type Workspace } from '../../../../src/drill/slack/start-workspace.ts';
import { clientOf, refusalOf } from '../web-client.ts';

let workspace: Workspace;
let client: WebClient;
let channel: string;

beforeEach(async () => {
  workspace = await startWorkspace({
    rateLimits: 'off',
    channels: [
      { name: 'incidents' },
      { name: 'foreign', botIsMember: false },
      { name: 'old', isArchived: true },
      { name: 'secret', isPrivate: true, botIsMember: false },
    ],
  });
  client = clientOf(workspace);
  channel = workspace.channelId('incidents');
});
afterEach(() => workspace.stop());

const section = { type: 'section', text: { type: 'mrkdwn', text: '*hi*' } } as const;
const metadata = { event_type: 'incident_card', event_payload: { incident: 'i-1' } };

describe('tokens', () => {
  it('knows its own and says who the bot is', async () => {
    expect(await client.auth.test()).toMatchObject({
      ok: true,
      team_id: workspace.teamId,
      user_id: workspace.botUserId,
      bot_id: workspace.botId,
    });
  });

  it.each([
    ['', 'not_authed'],
    ['xoxb-other', 'invalid_auth'],
    ['app', 'not_allowed_token_type'],
  ])('%s → %s', async (token, error) => {
    const other = clientOf(workspace, token === 'app' ? workspace.appToken : token);
    expect(await refusalOf(other.auth.test())).toMatchObject({ ok: false, error });
  });

  it('lets only the app token open connections', async () => {
    expect(await refusalOf(client.apps.connections.open())).toMatchObject({
      error: 'not_allowed_token_type',
    });
    const opened = await clientOf(workspace, workspace.appToken).apps.connections.open();
    expect(opened.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/);
  });

  it('answers an unknown method as Slack does', async () => {
    expect(await refusalOf(client.apiCall('chat.sing'))).toMatchObject({
      error: 'unknown_method',
      req_method: 'chat.sing',
    });
  });

  it('names the scope that is missing', async () => {
    const narrow = await startWorkspace({ scopes: ['chat:write'] });
    const refused = await refusalOf(
      clientOf(narrow).conversations.history({ channel: narrow.channelId('incidents') }),
    );
    expect(refused).toMatchObject({ error: 'missing_scope', provided: 'chat:write' });
    await narrow.stop();
  });
});

describe('chat.postMessage', () => {
  it('posts what it was given and answers with the message', async () => {
    const posted = await client.chat.postMessage({
      channel,
      text: 'hi',
      blocks: [section],
      metadata,
      unfurl_links: false,
    });
    expect(posted).toMatchObject({ ok: true, channel, message: { text: 'hi', bot_id: workspace.botId } });
    const [message] = workspace.messages();
    expect(message).toMatchObject({ ts: posted.ts, text: 'hi', user: workspace.botUserId, metadata });
    // Slack fills in what was left out.
    expect(message?.blocks?.[0]).toMatchObject({ block_id: expect.any(String), text: { verbatim: false } });
  });

  it('takes a JSON body as well as a form', async () => {
    const answer = await fetch(`${workspace.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${workspace.botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({ channel: '#incidents', text: 'json', blocks: [section] }),
    });
    expect(await answer.json()).toMatchObject({ ok: true, channel });
  });

  it.each([
    [{ channel: 'C0', text: 'x' }, 'channel_not_found'],
    [{ channel: '#foreign', text: 'x' }, 'not_in_channel'],
    [{ channel: '#old', text: 'x' }, 'is_archived'],
    [{ channel: '#secret', text: 'x' }, 'channel_not_found'],
    [{ channel: '#incidents' }, 'no_text'],
    [{ channel: '#incidents', text: 'x'.repeat(40_001) }, 'msg_too_long'],
    [{ channel: '#incidents', blocks: '{' }, 'invalid_blocks_format'],
    [{ channel: '#incidents', text: 'x', thread_ts: '1.000000' }, 'cannot_reply_to_message'],
    [
      {
        channel: '#incidents',
        text: 'x',
        metadata: JSON.stringify({ event_type: 'a', event_payload: { b: [1] } }),
      },
      'invalid_metadata_schema',
    ],
    [
      {
        channel: '#incidents',
        text: 'x',
        blocks: JSON.stringify(
          Array.from({ length: 5 }, () => ({
            type: 'section',
            text: { type: 'mrkdwn', text: 'x'.repeat(2900) },
          })),
        ),
      },
      'msg_blocks_too_long',
    ],
  ])('refuses %o', async (args, error) => {
    expect(await refusalOf(client.apiCall('chat.postMessage', args))).toMatchObject({ ok: false, error });
    expect(workspace.messages('incidents')).toEqual([]);
  });

  it('says where the blocks are wrong', async () => {
    const refused = await refusalOf(
      client.apiCall('chat.postMessage', { channel, blocks: [section, { type: 'nonsense' }] }),
    );
    expect(refused).toMatchObject({
      error: 'invalid_blocks',
      errors: ['unsupported type: nonsense [json-pointer:/blocks/1/type]'],
      response_metadata: { messages: ['[ERROR] unsupported type: nonsense [json-pointer:/blocks/1/type]'] },
    });
  });

  it('threads, counts replies and broadcasts', async () => {
    const { ts: root = '' } = await client.chat.postMessage({ channel, text: 'root' });
    const { ts: reply = '' } = await client.chat.postMessage({ channel, text: 'one', thread_ts: root });
    // A reply's own ts leads to its root.
    await client.chat.postMessage({ channel, text: 'two', thread_ts: reply, reply_broadcast: true });
    expect(workspace.messages().map((message) => message.text)).toEqual(['root', 'two']);
    expect(workspace.thread(channel, root).map((message) => message.text)).toEqual(['root', 'one', 'two']);
    expect(workspace.messages()[0]).toMatchObject({ reply_count: 2, reply_users: [workspace.botUserId] });
  });

  it('notes whom a message would have pinged', async () => {
    await client.chat.postMessage({ channel, text: '&lt;!channel&gt; label' });
    expect(workspace.pings()).toEqual([]);
    const { ts } = await client.chat.postMessage({ channel, text: '<!here> look' });
    expect(workspace.pings()).toEqual([{ channel, ts, kind: 'here' }]);
  });
});

describe('chat.update and chat.delete', () => {
  it('keeps attachments and metadata that are left out, and drops blocks that are', async () => {
    const attachments = [{ color: 'danger', text: 'a' }];
    const { ts = '' } = await client.chat.postMessage({
      channel,
      text: 'one',
      blocks: [section],
      attachments,
      metadata,
    });
    await client.chat.update({ channel, ts, text: 'two' });
    const [message] = workspace.messages();
    expect(message).toMatchObject({ text: 'two', attachments: [{ color: 'danger' }], metadata });
    expect(message?.blocks).toBeUndefined();
    expect(message?.edited).toBeDefined();
    expect(workspace.versions(channel, ts).map((version) => version.text)).toEqual(['one', 'two']);
  });

  it('changes only its own messages', async () => {
    const { ts } = await workspace.person('ana').say('mine');
    expect(await refusalOf(client.chat.update({ channel, ts, text: 'x' }))).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await refusalOf(client.chat.delete({ channel, ts }))).toMatchObject({
      error: 'cant_delete_message',
    });
    expect(await refusalOf(client.chat.update({ channel, ts: '1.000000', text: 'x' }))).toMatchObject({
      error: 'message_not_found',
    });
  });

  it('takes 4,000 characters of text', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'x' });
    expect(await refusalOf(client.chat.update({ channel, ts, text: 'x'.repeat(4001) }))).toMatchObject({
      error: 'msg_too_long',
    });
  });

  it('leaves a tombstone where a thread hangs on', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'root' });
    await client.chat.postMessage({ channel, text: 'reply', thread_ts: ts });
    await client.chat.delete({ channel, ts });
    expect(workspace.messages()).toMatchObject([{ ts, subtype: 'tombstone' }]);
    expect(workspace.deletions()).toMatchObject([{ channel, ts, message: { text: 'root' } }]);
    expect(await refusalOf(client.chat.delete({ channel, ts }))).toMatchObject({
      error: 'message_not_found',
    });
  });
});

describe('chat.postEphemeral', () => {
  it('shows it to one person, and history does not know it', async () => {
    const ana = workspace.person('ana');
    await client.chat.postEphemeral({ channel, user: ana.id, text: 'psst' });
    expect(ana.ephemerals('incidents').map((message) => message.text)).toEqual(['psst']);
    expect(workspace.person('ben').ephemerals()).toEqual([]);
    expect((await client.conversations.history({ channel })).messages).toEqual([]);
    expect(await refusalOf(client.chat.postEphemeral({ channel, user: 'U0', text: 'x' }))).toMatchObject({
      error: 'user_not_in_channel',
    });
  });
});
