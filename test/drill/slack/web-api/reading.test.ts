import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebClient } from '@slack/web-api';
import { startWorkspace, type Workspace } from '../../../../src/drill/slack/start-workspace.ts';
import { clientOf, refusalOf } from '../web-client.ts';

let workspace: Workspace;
let client: WebClient;
let channel: string;

beforeAll(async () => {
  workspace = await startWorkspace({
    rateLimits: 'off',
    people: [{ name: 'ana', email: 'ana@example.com', tz: 'Europe/Berlin' }, { name: 'ben' }],
    channels: [{ name: 'incidents' }, { name: 'foreign', botIsMember: false }],
    usergroups: [{ handle: 'sre', members: ['ana'] }],
    now: () => Date.parse('2026-07-01T03:00:00Z'),
  });
  client = clientOf(workspace);
  channel = workspace.channelId('incidents');
});
afterAll(() => workspace.stop());

describe('reading', () => {
  it('pages through the history, newest first, metadata only when asked for', async () => {
    const metadata = { event_type: 'card', event_payload: { id: 1 } };
    for (const text of ['one', 'two', 'three']) await client.chat.postMessage({ channel, text, metadata });
    const first = await client.conversations.history({ channel, limit: 2 });
    expect(first.messages?.map((message) => message.text)).toEqual(['three', 'two']);
    expect(first).toMatchObject({ has_more: true });
    expect(first.messages?.[0]).not.toHaveProperty('metadata');
    const cursor = first.response_metadata?.next_cursor ?? '';
    const rest = await client.conversations.history({
      channel,
      limit: 2,
      cursor,
      include_all_metadata: true,
    });
    expect(rest.messages).toMatchObject([{ text: 'one', metadata }]);
    expect(rest.has_more).toBe(false);
    const since = await client.conversations.history({ channel, oldest: rest.messages?.[0]?.ts ?? '' });
    expect(since.messages?.map((message) => message.text)).toEqual(['three', 'two']);
  });

  it('reads a thread from any of its messages', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'root' });
    const { ts: reply = '' } = await client.chat.postMessage({ channel, text: 'reply', thread_ts: ts });
    const read = await client.conversations.replies({ channel, ts: reply });
    expect(read.messages?.map((message) => message.text)).toEqual(['root', 'reply']);
    expect(await refusalOf(client.conversations.replies({ channel, ts: '1.000000' }))).toMatchObject({
      error: 'thread_not_found',
    });
  });

  it('joins before it reads', async () => {
    const foreign = workspace.channelId('foreign');
    expect(await refusalOf(client.conversations.history({ channel: foreign }))).toMatchObject({
      error: 'not_in_channel',
    });
    await client.conversations.join({ channel: foreign });
    expect(await client.conversations.info({ channel: foreign })).toMatchObject({
      channel: { name: 'foreign', is_member: true },
    });
    expect((await client.conversations.history({ channel: foreign })).messages).toMatchObject([
      { subtype: 'channel_join' },
    ]);
  });

  it('lists channels, members, people and groups', async () => {
    const ana = workspace.person('ana');
    const listed = await client.conversations.list();
    expect(listed.channels?.map((each) => each.name)).toEqual(['incidents', 'foreign']);
    expect((await client.conversations.members({ channel })).members).toContain(ana.id);
    expect(await client.users.info({ user: ana.id })).toMatchObject({
      user: { name: 'ana', tz_offset: 7200 },
    });
    expect(await client.users.lookupByEmail({ email: 'ANA@example.com' })).toMatchObject({
      user: { id: ana.id },
    });
    expect(await refusalOf(client.users.lookupByEmail({ email: 'x@example.com' }))).toMatchObject({
      error: 'users_not_found',
    });
    expect((await client.users.list({})).members).toHaveLength(3);
    expect((await client.usergroups.list({ include_users: true })).usergroups).toMatchObject([
      { handle: 'sre', users: [ana.id] },
    ]);
  });

  it('opens a direct conversation by a person’s id', async () => {
    const ana = workspace.person('ana');
    const opened = await client.conversations.open({ users: ana.id });
    const posted = await client.chat.postMessage({ channel: ana.id, text: 'just you' });
    expect(posted.channel).toBe(opened.channel?.id);
  });

  it('gives a permalink that the page follows', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'here' });
    const { permalink = '' } = await client.chat.getPermalink({ channel, message_ts: ts });
    const followed = await fetch(permalink, { redirect: 'manual' });
    expect(followed.headers.get('location')).toBe(`/#channel=${channel}&message=${ts}`);
  });

  it('takes an upload in three steps and shows it in the thread', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'root' });
    const file = Buffer.from([137, 80, 78, 71, 1, 2, 3]);
    await client.filesUploadV2({
      channel_id: channel,
      thread_ts: ts,
      file,
      filename: 'chart.png',
      title: 'Chart',
    });
    const [, message] = workspace.thread(channel, ts);
    expect(message).toMatchObject({
      thread_ts: ts,
      files: [{ title: 'Chart', mimetype: 'image/png', size: 7 }],
    });
    const id = message?.files?.[0]?.id ?? '';
    expect(Buffer.from(workspace.fileContent(id))).toEqual(file);
    const shown = await fetch(`${workspace.url}/files/${id}`);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(
      await refusalOf(
        client.apiCall('files.completeUploadExternal', { files: [{ id: 'F0' }], channel_id: channel }),
      ),
    ).toMatchObject({ error: 'file_not_found' });
  });

  it('reacts once', async () => {
    const { ts: timestamp = '' } = await client.chat.postMessage({ channel, text: 'x' });
    await client.reactions.add({ channel, timestamp, name: 'eyes' });
    expect(await refusalOf(client.reactions.add({ channel, timestamp, name: 'eyes' }))).toMatchObject({
      error: 'already_reacted',
    });
    await client.reactions.remove({ channel, timestamp, name: 'eyes' });
    expect(await refusalOf(client.reactions.remove({ channel, timestamp, name: 'eyes' }))).toMatchObject({
      error: 'no_reaction',
    });
  });
});
