import { afterEach, describe, expect, it } from 'vitest';
import { openIncident } from '../support/open-incident.ts';
import { startWorld, type SlackWorld } from '../support/slack-world.ts';

let world: SlackWorld;
afterEach(async () => await world.stop());

const cards = () =>
  world.workspace
    .messages()
    .filter((message) => message.metadata?.event_payload['message'] === 'card/incident-1');

describe('a message that two bots take up', () => {
  it('two bots that both took it up, because a lease ran out: the one that comes second does not post', async () => {
    world = await startWorld();
    await openIncident(world.store);
    const beginPosting: typeof world.store.beginPosting = async (id, at) => {
      await world.store.beginPosting(id, at);
      return world.store.beginPosting(id, at);
    };
    const second = await world.restart({ store: { ...world.store, beginPosting } });
    expect(await second.publish('card/incident-1')).toMatchObject({ retryInMs: 3000 });
    expect(cards()).toEqual([]);
    expect(await world.store.loadMessage('card/incident-1')).toMatchObject({ state: 'posting' });
  });

  it('one that stood still before its post left, so that another may have posted since, looks first', async () => {
    let age = 0;
    const now = () => Date.now() + age;
    world = await startWorld({ slack: { now } });
    await openIncident(world.store);
    const beginPosting: typeof world.store.beginPosting = async (id, at) => {
      const begun = await world.store.beginPosting(id, at);
      age += 20_000;
      return begun;
    };
    const still = await world.restart({ store: { ...world.store, beginPosting } });
    expect(await still.publish('card/incident-1')).toMatchObject({ retryInMs: 3000 });
    expect(cards()).toEqual([]);
    expect(await world.slack.publish('card/incident-1')).toEqual({ done: true });
    expect(cards()).toHaveLength(1);
  });
});
