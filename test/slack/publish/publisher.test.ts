import { afterEach, describe, expect, it } from 'vitest';
import { contextFixture, evidenceFixture, requestFixture } from '../support/incident-fixture.ts';
import { carryOut } from '../support/carry-out.ts';
import { openIncident, publishAll } from '../support/open-incident.ts';
import { startWorld, type SlackWorld } from '../support/slack-world.ts';

let world: SlackWorld;
afterEach(async () => await world.stop());

const roots = () =>
  world.workspace
    .messages()
    .filter((message) => message.bot_id !== undefined && message.subtype === undefined);
const cards = () =>
  roots().filter((message) => message.metadata?.event_payload['message'] === 'card/incident-1');
const acknowledge = async (id = 'incident-1') => {
  const snapshot = await world.store.loadIncident(id);
  await world.store.changeIncident(
    { ...snapshot!.incident, state: 'acknowledged', acknowledgedBy: 'U0ANA' },
    {},
  );
};

describe('the picture in Slack', () => {
  it('is one card with its detail, edited in place, and nothing is sent when nothing changed', async () => {
    world = await startWorld();
    await openIncident(world.store);
    expect(await publishAll(world)).toEqual([]);
    expect(cards()).toHaveLength(1);
    const card = cards()[0]!;
    expect(world.workspace.thread('C0INCIDENTS', card.ts)).toHaveLength(2);
    expect(card.text).toContain('Firing: INC-1');

    await acknowledge();
    await publishAll(world);
    expect(cards()).toHaveLength(1);
    expect(JSON.stringify(cards()[0]!.blocks)).toContain('Ana Ruiz, since');
    expect(world.workspace.pings()).toEqual([]);

    const calls = world.workspace.calls().length;
    await world.slack.publish('card/incident-1');
    await world.slack.publish('detail/incident-1');
    expect(world.workspace.calls().length).toBe(calls);
  });

  it('a plan stands in the thread, loses its buttons when it is answered, and its Undo when that ends', async () => {
    let age = 0;
    world = await startWorld({ slack: { now: () => Date.now() + age } });
    await openIncident(world.store);
    const request = requestFixture({ expiresAt: Date.now() + 900_000 });
    await world.store.createRequest(request, {
      messages: [
        {
          id: 'plan/request-1',
          kind: 'plan',
          requestId: 'request-1',
          incidentId: 'incident-1',
          channel: '#incidents',
          threadOf: 'card/incident-1',
        },
      ],
    });
    await publishAll(world);
    const plan = () =>
      JSON.stringify(
        world.workspace
          .thread('C0INCIDENTS', cards()[0]!.ts)
          .find((message) => message.metadata?.event_payload['message'] === 'plan/request-1')!.blocks,
      );
    expect(plan().match(/mw_\w+/g)).toEqual(['mw_approve', 'mw_deny', 'mw_cancel']);
    expect(JSON.stringify(cards()[0]!.blocks)).toContain('Waiting for approval (0 of 1)');

    await carryOut(world.store, request);
    await publishAll(world);
    expect(plan().match(/mw_\w+/g)).toEqual(['mw_undo']);
    expect(plan()).toContain('Verdict: Worked');
    age = 60 * 60 * 1000;
    await world.slack.publish('plan/request-1');
    expect(plan()).not.toContain('action_id');
    expect(plan()).toContain('Verdict: Worked');
  });

  it('a plan without an incident is a root message in the channel of the command', async () => {
    world = await startWorld();
    const request = requestFixture({ channel: 'C0INCIDENTS' });
    delete request.incidentId;
    await world.store.createRequest(request, {
      messages: [{ id: 'plan/request-1', kind: 'plan', requestId: 'request-1', channel: 'C0INCIDENTS' }],
    });
    await publishAll(world);
    expect(roots()).toHaveLength(1);
    expect(roots()[0]!.thread_ts).toBeUndefined();
  });

  it('a chart stands in the thread once', async () => {
    world = await startWorld();
    const metric = {
      id: 'metric/1',
      kind: 'metric',
      source: 'prometheus',
      text: 'CPU above 80 %',
      data: { expression: 'cpu > 0.8', plotted: 'cpu', series: [] },
    } as const;
    await openIncident(world.store, 'incident-1', contextFixture({ evidence: [...evidenceFixture, metric] }));
    await world.store.recordContext('incident-1', contextFixture({ evidence: [metric] }), {
      messages: [
        {
          id: 'chart/incident-1',
          kind: 'chart',
          incidentId: 'incident-1',
          channel: '#incidents',
          threadOf: 'card/incident-1',
        },
      ],
    });
    const removeFault = world.workspace.fault({
      kind: 'drop-answer',
      method: 'files.completeUploadExternal',
    });
    const problems = await publishAll(world);
    removeFault();
    expect(problems).toContain('Slack did not answer files.completeUploadExternal');
    await world.slack.publish('chart/incident-1');
    const charts = world.workspace
      .thread('C0INCIDENTS', cards()[0]!.ts)
      .filter((message) => message.files !== undefined);
    expect(charts).toHaveLength(1);
    expect(world.workspace.fileContent(charts[0]!.files![0]!.id)).toHaveLength(4);
  });
});

describe('when Slack does not play along', () => {
  it.each(['drop-answer', 'reset', 'hang', 'status'] as const)(
    '%s at the first post: one card in the end',
    async (kind) => {
      world = await startWorld();
      world.workspace.fault(
        kind === 'status'
          ? { kind, status: 502, method: 'chat.postMessage' }
          : { kind, method: 'chat.postMessage' },
      );
      await openIncident(world.store);
      await publishAll(world);
      expect(cards()).toHaveLength(1);
      expect(cards()[0]!.reply_count).toBe(1);
    },
    30_000,
  );

  it('a crash between the post and its record: the next process finds the card', async () => {
    world = await startWorld();
    await openIncident(world.store);
    const recordShown = async (): Promise<void> => await Promise.reject(new Error('killed'));
    const dying = await world.restart({ store: { ...world.store, recordShown } });
    await expect(dying.publish('card/incident-1')).rejects.toThrow('killed');
    await dying.stop();
    expect(cards()).toHaveLength(1);
    await publishAll(world);
    expect(cards()).toHaveLength(1);
    expect((await world.store.loadMessage('card/incident-1'))?.ts).toBe(cards()[0]!.ts);
  });

  it('a post of a moment ago that is not seen yet may still land: it is not repeated at once', async () => {
    let age = 0;
    world = await startWorld({ slack: { now: () => Date.now() + age } });
    await openIncident(world.store);
    await world.store.beginPosting('card/incident-1', Date.now());
    expect(await world.slack.publish('card/incident-1')).toMatchObject({
      retryInMs: expect.toSatisfy((ms: number) => ms > 0 && ms <= 3000) as number,
    });
    expect(cards()).toEqual([]);

    age = 3000;
    expect(await world.slack.publish('card/incident-1')).toEqual({ done: true });
    expect(cards()).toHaveLength(1);
  });

  it('the answer of the second attempt is lost too: its own moment counts', async () => {
    let age = 0;
    world = await startWorld({ slack: { now: () => Date.now() + age } });
    await openIncident(world.store);
    await world.store.beginPosting('card/incident-1', Date.now());
    age = 3000;
    world.workspace.fault({ kind: 'reset', method: 'chat.postMessage' });
    expect(await world.slack.publish('card/incident-1')).toMatchObject({ retryInMs: 3000 });
    const record = await world.store.loadMessage('card/incident-1');
    expect(record).toMatchObject({ state: 'posting' });
    expect(record!.postingSince! - Date.now()).toBeGreaterThan(2000);
  });

  it('without channels:history a doubtful post is repeated, and the log and the health part say what is lost', async () => {
    const scopes = ['chat:write', 'commands', 'app_mentions:read', 'channels:read', 'channels:join'];
    world = await startWorld({ workspace: { scopes } });
    world.workspace.fault({ kind: 'drop-answer', method: 'chat.postMessage' });
    await openIncident(world.store);
    await publishAll(world);
    expect(cards()).toHaveLength(2);
    expect(world.log.join()).toContain('channels:history or groups:history is missing');
  });

  it('a 429 holds up its own channel alone, for as long as Slack says', async () => {
    world = await startWorld({
      workspace: {
        channels: [
          { name: 'incidents', id: 'C0INCIDENTS' },
          { name: 'other', id: 'C0OTHER0' },
        ],
      },
    });
    world.workspace.fault({
      kind: 'ratelimited',
      retryAfterSeconds: 2,
      method: 'chat.postMessage',
      when: (args) => args['channel'] === 'C0INCIDENTS',
    });
    await openIncident(world.store);
    await world.store.markDue([]);
    await world.store.createRequest(
      { ...requestFixture({ id: 'r2', handle: 'h2', channel: 'C0OTHER0' }) },
      {
        messages: [{ id: 'plan/r2', kind: 'plan', requestId: 'r2', channel: 'C0OTHER0' }],
      },
    );
    const begun = performance.now();
    const publishing = publishAll(world);
    await world.workspace.waitFor(() => world.workspace.messages('C0OTHER0').length > 0);
    expect(cards(), 'the other channel did not wait for it').toEqual([]);
    const problems = await publishing;
    expect(problems).toContain('Slack limits chat.postMessage');
    expect(cards()).toHaveLength(1);
    expect(performance.now() - begun).toBeGreaterThan(1900);
  });

  it('a storm costs one post a card and the newest state, within the limits of Slack', async () => {
    world = await startWorld({ workspace: { rateLimits: 'slack' }, slack: { rateFactor: 1 } });
    const ids = Array.from({ length: 4 }, (_, index) => `incident-${index + 1}`);
    for (const id of ids) await openIncident(world.store, id);
    for (let round = 0; round < 5; round += 1) {
      for (const id of ids)
        await world.store.recordContext(id, contextFixture({ collectedAt: round + 1 }), {});
    }
    await acknowledge('incident-3');
    await publishAll(world, { withinMs: 15_000 });
    const limited = world.workspace.calls().filter((call) => call.status === 429);
    expect(limited).toEqual([]);
    expect(roots()).toHaveLength(4);
    expect(world.workspace.calls('chat.postMessage')).toHaveLength(8);
    expect(world.workspace.calls('chat.update').length).toBeLessThanOrEqual(4);
    expect(roots().filter((message) => message.text.includes('Acknowledged'))).toHaveLength(1);
  }, 40_000);

  it('a card that somebody deleted is posted anew, and says so', async () => {
    world = await startWorld();
    await openIncident(world.store);
    await publishAll(world);
    world.workspace.fault({ kind: 'error', error: 'message_not_found', method: 'chat.update' });
    await acknowledge();
    await publishAll(world);
    expect(cards()).toHaveLength(2);
    expect(JSON.stringify(cards()[1]!.blocks)).toContain('was deleted in Slack; this one goes on');
    expect((await world.store.loadMessage('card/incident-1'))?.ts).toBe(cards()[1]!.ts);
  });

  it('a layout that Slack does not take becomes plain words', async () => {
    world = await startWorld();
    await openIncident(world.store);
    world.workspace.fault({ kind: 'error', error: 'msg_blocks_too_long', method: 'chat.postMessage' });
    await publishAll(world);
    expect(cards()).toHaveLength(1);
    expect(cards()[0]!.blocks).toHaveLength(1);
    expect(world.log.join()).toContain('msg_blocks_too_long');
  });

  it('joins a public channel that it is not in; says what is wrong with others and goes on when it is mended', async () => {
    world = await startWorld({
      workspace: { channels: [{ name: 'incidents', id: 'C0INCIDENTS', botIsMember: false }] },
    });
    await openIncident(world.store);
    await publishAll(world);
    expect(cards()).toHaveLength(1);
    world.workspace.changeChannel('C0INCIDENTS', { isArchived: true });
    await acknowledge();
    expect(await world.slack.publish('card/incident-1')).toMatchObject({
      retryInMs: 5_000,
      problem: expect.stringContaining('is_archived'),
    });
    expect((await world.store.loadMessage('card/incident-1'))?.problem).toContain('is_archived');
    world.workspace.changeChannel('C0INCIDENTS', { isArchived: false });
    expect(await world.slack.publish('card/incident-1')).toEqual({ done: true });
    expect(cards()[0]!.text).toContain('Acknowledged');
  });

  it('a token that Slack does not take is said in the health part', async () => {
    world = await startWorld({ slack: { tokens: { bot: 'xoxb-wrong', app: 'xapp-wrong' } } });
    await openIncident(world.store);
    expect(await world.slack.publish('card/incident-1')).toMatchObject({ retryInMs: 5_000 });
    expect(world.slack.health()).toMatchObject({ state: 'down' });
    expect(JSON.stringify([world.log, world.reports])).not.toContain('xoxb-wrong');
  });
});
