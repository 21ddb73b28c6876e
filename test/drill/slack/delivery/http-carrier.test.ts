import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../../../src/drill/slack/start-workspace.ts';

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };

let workspace: Workspace;
let server: Server;
let status: number;
const received: Received[] = [];

beforeEach(async () => {
  status = 200;
  received.length = 0;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  workspace = await startWorkspace({
    delivery: { kind: 'http', url },
    eventRetryDelaysMs: [0, 5],
    ackTimeoutMs: 500,
  });
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await workspace.stop();
});

describe('delivery over HTTP', () => {
  it('signs the exact bytes of a command', async () => {
    await workspace.person('ana').command('/mw', 'rollback deploy/checkout');
    const [{ headers, body }] = received as [Received];
    const at = String(headers['x-slack-request-timestamp']);
    const expected = createHmac('sha256', workspace.signingSecret).update(`v0:${at}:${body}`).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${expected}`);
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      command: '/mw',
      text: 'rollback deploy/checkout',
      user_id: workspace.person('ana').id,
      team_id: workspace.teamId,
      api_app_id: workspace.appId,
      channel_name: 'incidents',
    });
  });

  it('sends a refused event again, with the headers that say so', async () => {
    status = 500;
    expect(await workspace.person('ana').mention('hi')).toMatchObject({ outcome: 'dispatch_failed' });
    await workspace.waitFor(() => received.length === 3);
    expect(received.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2']);
    expect(received[1]?.headers['x-slack-retry-reason']).toBe('http_error');
    expect(JSON.parse(received[2]?.body ?? '')).toMatchObject({
      type: 'event_callback',
      event: { type: 'app_mention' },
    });
  });

  it('never retries a command', async () => {
    status = 404;
    expect(await workspace.person('ana').command('/mw', 'x')).toMatchObject({ outcome: 'dispatch_failed' });
    expect(received).toHaveLength(1);
  });
});
