import type { View } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../../../src/drill/slack/start-workspace.ts';
import { socketModeApp } from '../bolt-app.ts';
import { clientOf, refusalOf } from '../web-client.ts';

let workspace: Workspace;
let stopApp: () => Promise<unknown>;
let now: number;
const view: View = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] };

beforeEach(async () => {
  now = 1_700_000_000_000;
  workspace = await startWorkspace({ now: () => now, rateLimits: 'off' });
  const app = socketModeApp(workspace);
  app.command('/mw', async ({ ack }) => ack());
  app.action('no', async ({ ack }) => ack());
  await app.start();
  stopApp = () => app.stop();
});
afterEach(async () => {
  await stopApp();
  await workspace.stop();
});

/** The newest command's payload. */
async function command(): Promise<{ trigger_id: string; response_url: string }> {
  await workspace.person('ana').command('/mw', 'x');
  return workspace.deliveries().at(-1)?.payload as { trigger_id: string; response_url: string };
}

const respond = async (url: string, body: object) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as { ok: boolean; error?: string }) };
};

describe('a trigger', () => {
  it('serves once', async () => {
    const { trigger_id } = await command();
    const client = clientOf(workspace);
    await client.views.open({ trigger_id, view });
    expect(await refusalOf(client.views.open({ trigger_id, view }))).toMatchObject({
      error: 'trigger_exchanged',
    });
    expect(workspace.person('ana').views()).toHaveLength(1);
  });

  it('lives three seconds', async () => {
    const client = clientOf(workspace);
    const inTime = await command();
    now += 3000;
    await client.views.open({ trigger_id: inTime.trigger_id, view });
    const late = await command();
    now += 3001;
    expect(await refusalOf(client.views.open({ trigger_id: late.trigger_id, view }))).toMatchObject({
      error: 'trigger_expired',
    });
    expect(await refusalOf(client.views.open({ trigger_id: 'x', view }))).toMatchObject({
      error: 'invalid_trigger_id',
    });
  });

  it('is not used up by a view that is refused', async () => {
    const { trigger_id } = await command();
    const client = clientOf(workspace);
    const broken = { ...view, title: { type: 'plain_text', text: 'x'.repeat(25) } } as const;
    expect(await refusalOf(client.views.open({ trigger_id, view: broken }))).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
      },
    });
    expect(await client.views.open({ trigger_id, view })).toMatchObject({ ok: true });
  });

  it('pushes views on the open one, three at most, and updates by hash', async () => {
    const client = clientOf(workspace);
    const opened = await client.views.open({ trigger_id: (await command()).trigger_id, view });
    await client.views.push({ trigger_id: (await command()).trigger_id, view });
    await client.views.push({ trigger_id: (await command()).trigger_id, view });
    const { trigger_id } = await command();
    expect(await refusalOf(client.views.push({ trigger_id, view }))).toMatchObject({
      error: 'push_limit_reached',
    });
    const view_id = opened.view?.id ?? '';
    expect(await refusalOf(client.views.update({ view_id, hash: 'old', view }))).toMatchObject({
      error: 'hash_conflict',
    });
    await client.views.update({ view_id, view: { ...view, private_metadata: 'new' } });
    expect(workspace.person('ana').views()[0]).toMatchObject({ id: view_id, private_metadata: 'new' });
  });
});

describe('a response_url', () => {
  it('serves five times', async () => {
    const { response_url } = await command();
    for (let use = 1; use <= 5; use += 1)
      expect(await respond(response_url, { text: `${use}` })).toMatchObject({ status: 200, ok: true });
    expect(await respond(response_url, { text: '6' })).toMatchObject({ status: 404, error: 'used_url' });
    expect(workspace.person('ana').ephemerals()).toHaveLength(5);
  });

  it('lives thirty minutes', async () => {
    const { response_url } = await command();
    now += 30 * 60_000;
    expect(await respond(response_url, { text: 'in time' })).toMatchObject({ ok: true });
    now += 1;
    expect(await respond(response_url, { text: 'late' })).toMatchObject({
      status: 404,
      error: 'expired_url',
    });
  });

  it('refuses blocks that Slack would refuse', async () => {
    const { response_url } = await command();
    expect(await respond(response_url, { blocks: [{ type: 'x' }] })).toMatchObject({
      status: 400,
      error: 'invalid_blocks',
    });
  });
});

describe('a button in an ephemeral message', () => {
  it('tells the app no message, and lets it replace and delete it', async () => {
    const ana = workspace.person('ana');
    const { response_url } = await command();
    const elements = [{ type: 'button', action_id: 'no', text: { type: 'plain_text', text: 'No' } }];
    await respond(response_url, { text: 'sure?', blocks: [{ type: 'actions', elements }] });
    await ana.press({ actionId: 'no' });
    const payload = workspace.deliveries().at(-1)?.payload as {
      response_url: string;
      container: unknown;
      message?: unknown;
    };
    expect(payload.container).toMatchObject({ is_ephemeral: true });
    expect(payload.message).toBeUndefined();
    await respond(payload.response_url, { replace_original: true, text: 'never mind' });
    expect(ana.ephemerals().map((message) => message.text)).toEqual(['never mind']);
    await respond(payload.response_url, { delete_original: true });
    expect(ana.ephemerals()).toEqual([]);
  });
});
