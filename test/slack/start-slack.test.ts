import { afterEach, describe, expect, it } from 'vitest';
import { openIncident, publishAll } from './support/open-incident.ts';
import { startWorld, untilConnected, type SlackWorld } from './support/slack-world.ts';
import { contextFixture } from './support/incident-fixture.ts';

let world: SlackWorld;
afterEach(async () => await world.stop());

describe('what people send', () => {
  it('a slash command is committed before it is acknowledged, and parsed', async () => {
    world = await startWorld();
    await untilConnected(world);
    const ana = world.workspace.person('ana');
    expect(await ana.command('/mw', 'rollback deploy/checkout -n shop --to 13')).toMatchObject({
      outcome: 'acknowledged',
    });
    expect(world.inputs).toMatchObject([
      {
        person: 'U0ANA',
        channel: 'C0INCIDENTS',
        via: 'command',
        text: '/mw rollback deploy/checkout -n shop --to 13',
        command: {
          verb: 'rollback',
          object: { kind: 'Deployment', name: 'checkout' },
          namespace: 'shop',
          revision: 13,
        },
      },
    ]);
    expect(await world.store.loadInput(world.inputs[0]!.id)).toEqual(world.inputs[0]);
    await ana.command('/scale', 'deploy/checkout 5');
    expect(world.inputs[1]?.command).toEqual({
      verb: 'scale',
      object: { kind: 'Deployment', name: 'checkout' },
      replicas: 5,
    });
    await ana.command('/mw', 'rolback');
    expect(world.inputs[2]?.command).toMatchObject({ verb: 'unknown' });
  });

  it('the same delivery twice is one input', async () => {
    world = await startWorld();
    await untilConnected(world);
    world.workspace.sockets.duplicateNext();
    await world.workspace.person('ana').command('/mw', 'ack');
    await world.workspace.person('ana').command('/mw', 'status');
    expect(world.inputs.map((input) => input.command.verb)).toEqual(['ack', 'status']);
  });

  it('buttons, the form and the shortcut say what they mean', async () => {
    world = await startWorld();
    await untilConnected(world);
    await openIncident(world.store);
    await publishAll(world);
    const ana = world.workspace.person('ana');
    expect((await ana.press({ actionId: 'mw_suggested' })).outcome).toBe('acknowledged');
    expect(world.inputs.at(-1)).toMatchObject({
      via: 'button',
      command: { verb: 'rollback', revision: 13, incident: 'incident-1' },
    });
    expect(world.inputs.at(-1)).not.toHaveProperty('threadTs');
    await ana.press({ actionId: 'mw_ack' });
    expect(world.inputs.at(-1)?.command).toEqual({ verb: 'ack', incident: 'incident-1' });

    await ana.press({ actionId: 'mw_more' });
    await world.workspace.waitFor(() => ana.views().length === 1);
    expect(await ana.submitView({ what: 'scale', number: 'many' })).toMatchObject({
      view: 'errors',
      errors: { number: 'Write a whole number.' },
    });
    expect(await ana.submitView({ what: 'scale', object: 'deploy/checkout', number: '5' })).toMatchObject({
      view: 'closed',
    });
    expect(world.inputs.at(-1)).toMatchObject({
      via: 'modal',
      channel: 'C0INCIDENTS',
      command: {
        verb: 'scale',
        object: { kind: 'Deployment', name: 'checkout' },
        replicas: 5,
        incident: 'incident-1',
      },
    });

    const card = world.workspace.messages()[0]!;
    const reply = world.workspace.thread('C0INCIDENTS', card.ts)[1]!;
    await ana.messageShortcut('mw_actions', { ts: reply.ts });
    await world.workspace.waitFor(() => ana.views().length === 1);
    expect(ana.views()[0]?.private_metadata).toBe('incident-1');
    await ana.submitView({ what: 'status' });
    expect(world.inputs.at(-1)?.command).toEqual({ verb: 'status', incident: 'incident-1' });
  });

  it('a mention in the thread is a command there, and is answered there', async () => {
    world = await startWorld();
    await untilConnected(world);
    await openIncident(world.store);
    await publishAll(world);
    const ana = world.workspace.person('ana');
    const card = world.workspace.messages()[0]!;
    await world.workspace.waitFor(() => world.workspace.calls('auth.test').length > 0);
    await ana.mention('ack', { threadTs: card.ts });
    const input = world.inputs.at(-1)!;
    expect(input).toMatchObject({ via: 'mention', threadTs: card.ts, command: { verb: 'ack' } });
    await world.slack.answer(input, { text: 'You are on it.' });
    expect(ana.ephemerals()).toMatchObject([{ text: 'You are on it.', thread_ts: card.ts }]);
  });

  it('an answer goes to its person alone; a pick becomes an input', async () => {
    world = await startWorld();
    await untilConnected(world);
    const ana = world.workspace.person('ana');
    await ana.command('/mw', 'ack');
    const choices = [
      { label: 'INC-1 checkout <!channel>', incident: 'incident-1' },
      { label: 'INC-2 payments', incident: 'incident-2' },
    ];
    await world.slack.answer(world.inputs[0]!, { text: 'Which one?', choices });
    expect(world.workspace.calls('response_url')).toHaveLength(1);
    expect(world.workspace.person('ben').ephemerals()).toEqual([]);
    expect(world.workspace.pings()).toEqual([]);
    await ana.press({ actionId: 'mw_choose', text: '2' });
    expect(world.inputs.at(-1)?.command).toEqual({
      verb: 'choose',
      inputId: world.inputs[0]!.id,
      incident: 'incident-2',
    });
  });

  it('a store that cannot commit costs the person words, not silence', async () => {
    world = await startWorld();
    await untilConnected(world);
    const broken = await world.restart({
      store: { ...world.store, recordInput: async () => await Promise.reject(new Error('disk full')) },
    });
    await world.slack.stop();
    await world.workspace.waitFor(() => world.workspace.sockets.count === 2);
    const ana = world.workspace.person('ana');
    expect((await ana.command('/mw', 'ack')).outcome).toBe('acknowledged');
    expect(ana.ephemerals().at(-1)?.text).toContain('could not store this, so nothing was done');
    await openIncident(world.store, 'incident-1', contextFixture());
    await publishAll({ ...world, slack: broken });
    await ana.press({ actionId: 'mw_ack' });
    await world.workspace.waitFor(() => ana.ephemerals().length === 2);
    const mention = await ana.mention('ack');
    expect(mention.outcome).not.toBe('acknowledged');
    expect(world.inputs).toEqual([]);
  });
});

describe('HTTP', () => {
  it('takes signed requests, and refuses forged, stale, far-future ones', async () => {
    world = await startWorld();
    const slack = await world.restart({
      tokens: { bot: world.workspace.botToken, signingSecret: world.workspace.signingSecret },
    });
    await world.slack.stop();
    const url = slack.eventsUrl!;
    world.workspace.deliverTo({ kind: 'http', url });
    const ana = world.workspace.person('ana');
    expect(await ana.command('/mw', 'status')).toMatchObject({ outcome: 'acknowledged' });
    expect(await ana.mention('help')).toMatchObject({ outcome: 'acknowledged' });
    expect(world.inputs.map((input) => input.command.verb)).toEqual(['status', 'help']);

    const { createHmac } = await import('node:crypto');
    const send = async (
      at: number,
      secret: string,
      body = 'command=%2Fmw&text=ack&user_id=U0ANA&channel_id=C1&trigger_id=t1',
      type = 'application/x-www-form-urlencoded; charset=utf-8',
    ) => {
      const stamp = String(Math.floor(at / 1000));
      const signature = `v0=${createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex')}`;
      const headers = {
        'content-type': type,
        'x-slack-request-timestamp': stamp,
        'x-slack-signature': signature,
      };
      return (await fetch(url, { method: 'POST', headers, body })).status;
    };
    const secret = world.workspace.signingSecret;
    expect(await send(Date.now(), secret)).toBe(200);
    expect(await send(Date.now(), secret)).toBe(200);
    expect(await send(Date.now(), 'forged')).toBe(401);
    expect(await send(Date.now() - 360_000, secret)).toBe(401);
    expect(await send(Date.now() + 360_000, secret)).toBe(401);
    expect((await fetch(url.replace('events', 'other'))).status).toBe(404);
    // The replay was acknowledged and is no second input.
    expect(world.inputs.map((input) => input.command.verb)).toEqual(['status', 'help', 'ack']);
    const limited = JSON.stringify({ type: 'app_rate_limited', minute_rate_limited: 1 });
    expect(await send(Date.now(), secret, limited, 'application/json')).toBe(200);
  });
});
