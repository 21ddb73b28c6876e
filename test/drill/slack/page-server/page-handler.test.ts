import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../../../src/drill/slack/start-workspace.ts';
import { clientOf } from '../web-client.ts';

let workspace: Workspace;
let started: string[];

beforeEach(async () => {
  started = [];
  workspace = await startWorkspace({
    rateLimits: 'off',
    onStart: (scenario) => {
      if (scenario === 'broken') throw new Error('the cluster is still healing');
      started.push(scenario);
    },
  });
});
afterEach(() => workspace.stop());

const send = async (address: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(workspace.url + address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.text() };
};
const act = async (body: object): Promise<Record<string, unknown>> =>
  JSON.parse((await send('/act', body)).body) as Record<string, unknown>;
const snapshot = async (query: string): Promise<Record<string, unknown>> =>
  (await (await fetch(`${workspace.url}/snapshot?${query}`)).json()) as Record<string, unknown>;

describe('the page', () => {
  it('is served with all its parts, and nothing beside them', async () => {
    const index = await fetch(workspace.url);
    expect(index.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    const addresses = [...(await index.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(
      (found) => found[1] ?? '',
    );
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) expect((await fetch(workspace.url + address)).status).toBe(200);
    expect((await fetch(`${workspace.url}/page/..%2fids.ts`)).status).toBe(404);
    expect((await fetch(`${workspace.url}/page/nothing.js`)).status).toBe(404);
    expect((await fetch(`${workspace.url}/elsewhere`)).status).toBe(404);
  });

  it('makes no markup from data and loads nothing from elsewhere', async () => {
    const folder = new URL('../../../../src/drill/slack/page/', import.meta.url);
    for (const name of await readdir(folder)) {
      const text = await readFile(new URL(name, folder), 'utf8');
      expect(text, name).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc/,
      );
      expect(text, name).not.toMatch(/(src|href|from|import|url\()\s*=?\s*['"(]?https?:\/\//);
      expect(text.split('\n').length, name).toBeLessThan(name.endsWith('.css') ? 600 : 300);
    }
  });

  it('shows each person their own ephemerals and modals', async () => {
    const channel = workspace.channelId('incidents');
    const ana = workspace.person('ana');
    await clientOf(workspace).chat.postEphemeral({ channel, user: ana.id, text: 'psst' });
    expect(await snapshot('person=ana')).toMatchObject({
      me: { name: 'ana' },
      channel,
      messages: [{ text: 'psst' }],
    });
    expect(await snapshot('person=ben')).toMatchObject({ me: { name: 'ben' }, messages: [] });
    await act({ kind: 'dismiss', person: 'ana', ts: ana.ephemerals()[0]?.ts });
    expect(ana.ephemerals()).toEqual([]);
  });

  it('shows a thread when asked for one', async () => {
    const { ts } = await workspace.person('ana').say('root');
    await workspace.person('ben').say('reply', { threadTs: ts });
    expect(await snapshot('person=ana')).toMatchObject({
      messages: [{ text: 'root', reply_count: 1 }],
      thread: null,
    });
    expect(await snapshot(`person=ana&thread=${ts}`)).toMatchObject({
      thread: [{ text: 'root' }, { text: 'reply' }],
    });
  });

  it('posts what is typed, runs commands, and refuses them in threads', async () => {
    const channel = workspace.channelId('incidents');
    await act({ kind: 'say', person: 'ben', channel, text: 'a <b> c' });
    const [message] = workspace.messages();
    expect(message).toMatchObject({ text: 'a &lt;b&gt; c', user: workspace.person('ben').id });
    expect(await act({ kind: 'say', person: 'ben', channel, text: '/mw status' })).toMatchObject({
      outcome: 'dispatch_failed',
      error: '/mw failed with the error "dispatch_failed"',
    });
    expect(
      await act({ kind: 'say', person: 'ben', channel, text: '/mw ack', threadTs: message?.ts }),
    ).toMatchObject({
      error: '/mw is not supported in threads. Sorry!',
    });
  });

  it('says what is wrong with an act instead of failing', async () => {
    expect(await act({ kind: 'dance', person: 'ana' })).toMatchObject({
      error: 'the page sent an unknown act "dance"',
    });
    expect(await act({ kind: 'submit', person: 'ana' })).toMatchObject({ error: 'ana has no modal open' });
  });

  it('starts scenarios and says why one does not start', async () => {
    workspace.setWorldPanel({ title: 'Drill', scenarios: [], sections: [] });
    expect(await snapshot('person=ana')).toMatchObject({ worldPanel: { title: 'Drill' } });
    await send('/start', { scenario: 'crashloop' });
    expect(started).toEqual(['crashloop']);
    expect((await send('/start', { scenario: 'broken' })).body).toContain('the cluster is still healing');
  });

  it('tells of changes as they happen', async () => {
    const stream = await fetch(`${workspace.url}/changes`);
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toContain('event: change');
    await workspace.person('ana').say('x');
    expect(await read()).toBe('event: change\ndata: {}\n\n');
    await reader.cancel();
  });
});

describe('other sites', () => {
  it('cannot act', async () => {
    const body = { kind: 'say', person: 'ana', channel: workspace.channelId('incidents'), text: 'x' };
    expect(await send('/act', body, { origin: 'https://evil.example.com' })).toMatchObject({ status: 403 });
    expect(await send('/act', body, { 'content-type': 'text/plain' })).toMatchObject({ status: 403 });
    expect(workspace.messages()).toEqual([]);
    expect(await send('/act', body, { origin: workspace.url })).toMatchObject({ status: 200 });
  });

  it('get nothing under a name of their own', async () => {
    const status = await new Promise((resolve, reject) => {
      const { port } = new URL(workspace.url);
      request(
        { host: '127.0.0.1', port, path: '/snapshot', headers: { host: 'evil.example.com' } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
