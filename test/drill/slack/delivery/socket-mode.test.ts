import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWorkspace, type Workspace } from '../../../../src/drill/slack/start-workspace.ts';
import { clientOf } from '../web-client.ts';

type Frame = {
  type: string;
  envelope_id?: string;
  retry_attempt?: number;
  retry_reason?: string;
  payload?: Record<string, unknown>;
  reason?: string;
};

let workspace: Workspace;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  workspace = await startWorkspace({ ackTimeoutMs: 60, eventRetryDelaysMs: [0, 10], rateLimits: 'off' });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await workspace.stop();
});

/** A bare Socket Mode client that keeps every frame; `answer` false: it never acknowledges. */
async function connect(
  options: { readonly answer?: unknown } = {},
): Promise<{ frames: Frame[]; socket: WebSocket }> {
  const { url = '' } = await clientOf(workspace, workspace.appToken).apps.connections.open();
  const socket = new WebSocket(url);
  sockets.push(socket);
  const frames: Frame[] = [];
  socket.on('message', (data) => {
    const frame = JSON.parse((data as Buffer).toString('utf8')) as Frame;
    frames.push(frame);
    if (frame.envelope_id === undefined || options.answer === false) return;
    socket.send(JSON.stringify({ envelope_id: frame.envelope_id, payload: options.answer ?? {} }));
  });
  await once(socket, 'open');
  await workspace.waitFor(() => frames.some((frame) => frame.type === 'hello'));
  return { frames, socket };
}

const envelopes = (frames: readonly Frame[]): Frame[] =>
  frames.filter((frame) => frame.envelope_id !== undefined);
const ana = () => workspace.person('ana');

describe('Socket Mode', () => {
  it('fails a command when nobody is connected', async () => {
    expect(await ana().command('/mw', 'x')).toMatchObject({ outcome: 'dispatch_failed' });
    expect(ana().notices()).toEqual(['/mw failed with the error "dispatch_failed"']);
  });

  it('gives each envelope to exactly one connection, in turn', async () => {
    const [one, two] = [await connect(), await connect()];
    for (let count = 0; count < 4; count += 1) await ana().command('/mw', String(count));
    expect([envelopes(one.frames).length, envelopes(two.frames).length]).toEqual([2, 2]);
    expect(one.frames[0]).toMatchObject({ type: 'hello', num_connections: 1 });
    expect(two.frames[0]).toMatchObject({ num_connections: 2 });
  });

  it('delivers one envelope twice on demand', async () => {
    const [one, two] = [await connect(), await connect()];
    workspace.sockets.duplicateNext();
    await ana().command('/mw', 'x');
    await workspace.waitFor(() => [one, two].every(({ frames }) => envelopes(frames).length === 1));
    expect(envelopes(one.frames)[0]?.envelope_id).toBe(envelopes(two.frames)[0]?.envelope_id);
  });

  it('takes a text acknowledgement as an ephemeral answer', async () => {
    await connect({ answer: { text: 'working on it' } });
    await ana().command('/mw', 'x');
    expect(
      ana()
        .ephemerals()
        .map((message) => message.text),
    ).toEqual(['working on it']);
  });

  it('notes an acknowledgement that came too late, but shows the error', async () => {
    const { frames, socket } = await connect({ answer: false });
    expect(await ana().command('/mw', 'x')).toMatchObject({ outcome: 'operation_timeout' });
    socket.send(
      JSON.stringify({ envelope_id: envelopes(frames)[0]?.envelope_id, payload: { text: 'late' } }),
    );
    const record = await workspace.waitFor(() =>
      workspace.deliveries().find((delivery) => delivery.ackAfterMs !== undefined),
    );
    expect(record).toMatchObject({ outcome: 'operation_timeout' });
    expect(ana().ephemerals()).toEqual([]);
  });

  it('sends an unacknowledged event again, with the same event id', async () => {
    const { frames } = await connect({ answer: false });
    await ana().mention('hello');
    await workspace.waitFor(
      () => workspace.deliveries().filter((delivery) => delivery.outcome !== undefined).length === 3,
    );
    const sent = envelopes(frames);
    expect(sent.map((frame) => [frame.retry_attempt, frame.retry_reason])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
    ]);
    expect(new Set(sent.map((frame) => frame.payload?.['event_id'])).size).toBe(1);
    expect(new Set(sent.map((frame) => frame.envelope_id)).size).toBe(3);
  });

  it('leaves a connection alone that was told to go, and takes tickets once', async () => {
    const one = await connect();
    workspace.sockets.disconnect({ reason: 'refresh_requested' });
    await workspace.waitFor(() => workspace.sockets.count === 0);
    expect(await ana().command('/mw', 'gap')).toMatchObject({ outcome: 'dispatch_failed' });
    const two = await connect();
    expect(await ana().command('/mw', 'again')).toMatchObject({ outcome: 'acknowledged' });
    expect(one.frames.at(-1)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    expect(envelopes(two.frames)).toHaveLength(1);
    const used = new WebSocket(two.socket.url);
    const [error] = (await once(used, 'error')) as [Error];
    expect(error.message).toContain('403');
  });

  it('answers pings until told not to, and refuses upgrades on demand', async () => {
    const { socket } = await connect();
    let pongs = 0;
    socket.on('pong', () => (pongs += 1));
    socket.ping();
    await once(socket, 'pong');
    workspace.sockets.pongs('silent');
    socket.ping();
    // A command there and back proves that the ping before it has been passed over.
    await ana().command('/mw', 'x');
    expect(pongs).toBe(1);
    workspace.sockets.upgrades('refused');
    await expect(connect()).rejects.toThrow('503');
  });

  it('sends app_rate_limited without an inner event', async () => {
    const { frames } = await connect({ answer: false });
    workspace.sockets.appRateLimited();
    await once(sockets[0] as WebSocket, 'message');
    expect(envelopes(frames)[0]?.payload).toMatchObject({
      type: 'app_rate_limited',
      api_app_id: workspace.appId,
    });
  });
});
