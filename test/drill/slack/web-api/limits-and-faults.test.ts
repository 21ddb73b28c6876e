import { afterEach, describe, expect, it } from 'vitest';
import {
  startWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from '../../../../src/drill/slack/start-workspace.ts';
import { clientOf } from '../web-client.ts';

let workspace: Workspace;
const start = async (options: WorkspaceOptions = {}) => {
  workspace = await startWorkspace(options);
  return { client: clientOf(workspace), channel: workspace.channelId('incidents') };
};
afterEach(() => workspace.stop());

const post = (channel: string) =>
  fetch(`${workspace.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${workspace.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel, text: 'x' }),
  });

describe('rate limits', () => {
  it('allows one post a second and channel after a short burst, by the given clock', async () => {
    let now = 1_700_000_000_000;
    const { channel } = await start({ now: () => now, channels: [{ name: 'incidents' }, { name: 'other' }] });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await post(channel)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await post('#incidents');
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toEqual({ ok: false, error: 'ratelimited' });
    expect((await post('#other')).status).toBe(200);
    now += 1000;
    expect((await post(channel)).status).toBe(200);
    expect((await post(channel)).status).toBe(429);
    expect(workspace.messages('incidents')).toHaveLength(4);
  });

  it('counts edits over all messages: 50 a minute', async () => {
    const { client, channel } = await start({ now: () => 1_700_000_000_000 });
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'x' });
    for (let count = 0; count < 50; count += 1) await client.chat.update({ channel, ts, text: `x${count}` });
    await expect(client.chat.update({ channel, ts, text: 'one more' })).rejects.toMatchObject({
      retryAfter: 2,
    });
    expect(workspace.messages()[0]?.text).toBe('x49');
  });

  it('can be made more generous', async () => {
    const { channel } = await start({ now: () => 1_700_000_000_000, rateLimits: { factor: 10 } });
    for (let count = 0; count < 30; count += 1) expect((await post(channel)).status).toBe(200);
    expect((await post(channel)).status).toBe(429);
  });
});

describe('faults', () => {
  it('carries a call out and loses the answer', async () => {
    const { client, channel } = await start();
    workspace.fault({ method: 'chat.postMessage', kind: 'drop-answer' });
    await expect(client.chat.postMessage({ channel, text: 'once' })).rejects.toThrow();
    expect(workspace.messages().map((message) => message.text)).toEqual(['once']);
    const [call] = workspace.calls('chat.postMessage');
    expect(call).toMatchObject({ ok: true, fault: 'drop-answer' });
    expect(call).not.toHaveProperty('status');
    await client.chat.postMessage({ channel, text: 'twice' });
    expect(workspace.messages()).toHaveLength(2);
  });

  it('cuts, refuses, limits and hangs, each as often as asked', async () => {
    const { client, channel } = await start({ rateLimits: 'off' });
    const say = () => client.chat.postMessage({ channel, text: 'x' });
    workspace.fault({ method: '*', kind: 'reset' });
    await expect(say()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    workspace.fault({ method: 'chat.postMessage', kind: 'status', status: 500 });
    await expect(say()).rejects.toThrow();
    workspace.fault({ method: 'chat.postMessage', kind: 'error', error: 'internal_error' });
    await expect(say()).rejects.toMatchObject({ data: { error: 'internal_error' } });
    workspace.fault({ method: 'chat.postMessage', kind: 'ratelimited', retryAfterSeconds: 30 });
    await expect(say()).rejects.toMatchObject({ retryAfter: 30 });
    expect(workspace.messages()).toEqual([]);
    workspace.fault({ method: 'chat.postMessage', kind: 'hang', when: (args) => args['text'] === 'hang' });
    const hanging = client.chat.postMessage({ channel, text: 'hang' });
    hanging.catch(() => undefined);
    await workspace.waitFor(() => workspace.calls().some((call) => call.fault === 'hang'));
    expect(workspace.messages()).toEqual([]);
    expect(await say()).toMatchObject({ ok: true });
  });

  it('answers late, and can be called off', async () => {
    const { client, channel } = await start({ rateLimits: 'off' });
    const remove = workspace.fault({
      method: 'chat.postMessage',
      kind: 'slow',
      delayMs: 60,
      times: Infinity,
    });
    const startedAt = performance.now();
    await client.chat.postMessage({ channel, text: 'x' });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
    remove();
    await client.chat.postMessage({ channel, text: 'x' });
    expect(workspace.calls('chat.postMessage').map((call) => call.fault)).toEqual(['slow', undefined]);
  });
});

describe('waiting', () => {
  it('says what was waited for and what happened last', async () => {
    const { client } = await start();
    await client.auth.test();
    const waiting = workspace.waitFor(() => workspace.messages().length > 0, {
      timeoutMs: 20,
      what: 'a first message',
    });
    await expect(waiting).rejects.toThrow(
      'a first message: did not come true in 20 ms. The last calls were: auth.test ok',
    );
  });
});
