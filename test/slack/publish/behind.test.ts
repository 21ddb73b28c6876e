import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../../src/drill/slack/message.ts';
import { openIncident, publishAll } from '../support/open-incident.ts';
import { startWorld, type SlackWorld } from '../support/slack-world.ts';

let world: SlackWorld;
afterEach(async () => await world.stop());

const ofKind = (kind: string): readonly Message[] =>
  world.workspace
    .messages()
    .filter((message) => String(message.metadata?.event_payload['message']).startsWith(`${kind}/`));

const change = async (id: string, changes: object): Promise<void> => {
  const snapshot = await world.store.loadIncident(id);
  await world.store.changeIncident({ ...snapshot!.incident, ...changes }, {});
};

const wake = (id: string, text: string) => ({
  id: `wake/${id}/severity-3`,
  kind: 'wake' as const,
  channel: '#incidents',
  incidentId: id,
  text,
});

describe('Slack was away for an hour', () => {
  it('what is open has its card, what passed is one message', async () => {
    world = await startWorld();
    for (const id of ['open', 'passed', 'passed-too']) await openIncident(world.store, id, 'none');
    await world.store.applyDecision({
      alerts: [],
      opened: [],
      changed: [],
      messages: [wake('open', 'INC-1 got worse')],
    });
    await change('passed', { state: 'resolved' });
    await change('passed-too', { state: 'resolved' });
    world.clock.advance(3_600_000);
    await publishAll(world);
    expect(ofKind('card').map((card) => card.metadata?.event_payload['message'])).toEqual(['card/open']);
    expect(ofKind('wake')).toEqual([]);
    expect(ofKind('digest')).toHaveLength(1);
    const words = JSON.stringify(ofKind('digest')[0]!.blocks);
    expect(words).toContain('3 pieces of old news');
    expect(words).toMatch(/INC-2\*.*Resolved after/);
    expect(words).toContain('INC-1 got worse');

    // It is back: its card is news again.
    await change('passed', { state: 'firing' });
    await publishAll(world);
    expect(ofKind('card')).toHaveLength(2);
    expect(ofKind('digest')).toHaveLength(1);
  });

  it('what is a moment old is posted by itself', async () => {
    world = await startWorld();
    await openIncident(world.store, 'passed', 'none');
    await change('passed', { state: 'resolved' });
    world.clock.advance(60_000);
    await publishAll(world);
    expect([ofKind('card').length, ofKind('digest').length]).toEqual([1, 0]);
  });
});

describe('Slack limits edits', () => {
  it('the card says so and as of when, until it is over', async () => {
    world = await startWorld();
    await openIncident(world.store);
    await publishAll(world);
    const removeFault = world.workspace.fault({
      kind: 'ratelimited',
      retryAfterSeconds: 1,
      method: 'chat.update',
    });
    await change('incident-1', { state: 'acknowledged', acknowledgedBy: 'U0ANA' });
    await publishAll(world);
    removeFault();
    const words = (): string => JSON.stringify(ofKind('card')[0]!.blocks);
    expect(words()).toContain('Ana Ruiz');
    expect(words()).toMatch(/Slack is limiting us; state as of <!date/);
    const calls = world.workspace.calls('chat.update').length;
    await vi.waitFor(
      async () => {
        await world.slack.publish('card/incident-1');
        expect(words()).not.toContain('limiting us');
      },
      { timeout: 10_000, interval: 100 },
    );
    // Only the one that takes the line away: being behind costs no calls of its own.
    expect(world.workspace.calls('chat.update').length).toBe(calls + 1);
  });
});

describe('the order when Slack does not take all at once', () => {
  it('a critical card goes before other cards and what stands in threads, whoever came first', async () => {
    // Slow enough that the turns do not come closer than what happens between a turn and its call.
    world = await startWorld({ slack: { rateFactor: 4 } });
    await openIncident(world.store, 'first');
    await world.slack.publish('card/first');
    // Slack rests; meanwhile all of them ask.
    const removeFault = world.workspace.fault({
      kind: 'ratelimited',
      retryAfterSeconds: 1,
      method: 'chat.postMessage',
    });
    for (const id of ['warning', 'critical']) await openIncident(world.store, id, 'none');
    await change('warning', { severity: 'warning' });
    await world.slack.publish('detail/first');
    removeFault();
    const posted = ['detail/first', 'card/warning', 'card/critical'];
    const before = world.workspace.calls('chat.postMessage').length;
    await Promise.all(
      posted.map(async (id) => {
        for (;;) if ('done' in (await world.slack.publish(id))) return;
      }),
    );
    const order = world.workspace
      .calls('chat.postMessage')
      .slice(before)
      .map(
        ({ args }) => /"message":"([^"]+)"/.exec(JSON.stringify(args['metadata']).replaceAll('\\', ''))?.[1],
      );
    expect(order).toEqual(['card/critical', 'card/warning', 'detail/first']);
  });
});
