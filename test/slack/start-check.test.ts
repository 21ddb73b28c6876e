import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { checkStart, lostWithout } from '../../src/slack/start-check.ts';
import { Channels } from '../../src/slack/web/channels.ts';
import { createWebClient } from '../../src/slack/web/create-web-client.ts';
import { SlackCaller } from '../../src/slack/web/slack-caller.ts';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** A Slack that answers as the table says, with the header that tells the scopes. */
async function startApi(scopes: string, answers: Record<string, object>): Promise<string> {
  const server = createServer((request, response) => {
    const method = request.url?.replace('/api/', '') ?? '';
    response.writeHead(200, { 'content-type': 'application/json', 'x-oauth-scopes': scopes });
    response.end(JSON.stringify(answers[method] ?? { ok: false, error: 'unknown_method' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
}

it('says what is lost by each scope that is missing, and which channel cannot be used', async () => {
  const slackApiUrl = await startApi('chat:write,commands,app_mentions:read,channels:read,channels:join', {
    'auth.test': { ok: true, team_id: 'T1', user_id: 'U0BOT', bot_id: 'B1' },
    'conversations.list': { ok: true, channels: [{ id: 'C0INCIDENTS', name: 'incidents' }] },
    'conversations.join': { ok: true },
  });
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
  const signal = new AbortController().signal;
  const caller = new SlackCaller({
    client: createWebClient('xoxb-secret', { slackApiUrl, log }),
    monotonicNow: () => performance.now(),
    observe: () => undefined,
    signal,
  });
  const channels = new Channels(caller);
  const check = await checkStart({ caller, channels, wantedChannels: ['#incidents', '#gone'], log, signal });
  expect(check?.identity).toEqual({ teamId: 'T1', botUserId: 'U0BOT', botId: 'B1' });
  expect(check?.lacks).toEqual([
    expect.stringContaining('without channels:history or groups:history: a card whose post was interrupted'),
    expect.stringContaining('without files:write: charts'),
    expect.stringContaining('without users:read: nobody can act'),
    expect.stringContaining('channel #gone: Slack shows no channel #gone'),
  ]);
  expect(lines).toHaveLength(4);
  expect(lines.join()).not.toContain('xoxb-secret');
});

it('one of two scopes is enough where either serves', () => {
  expect(lostWithout(['groups:history']).join()).not.toContain('interrupted');
});
