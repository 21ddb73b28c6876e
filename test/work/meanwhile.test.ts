import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { checkoutKey } from '../actions/support/shop-world.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
beforeEach(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
});
afterEach(async () => world.stop());

const load = async (id: string) => world.store.loadRequest(id);
const resolve = async (how: 'by-hand' | 'alerts-resolved' = 'alerts-resolved'): Promise<void> => {
  world.clock.advance(60_000);
  const { incident } = await world.snapshot();
  await world.store.changeIncident(
    { ...incident, state: 'resolved', stateSince: world.clock.now(), resolveReason: how },
    {},
  );
  world.clock.advance(4000);
};
const title = 'Scale deploy/checkout in shop on prod from 3 to 5 replicas.';

describe('what happened since the plan was made', () => {
  it('is said before the last needed click counts; the next one does', async () => {
    const { handle, id } = await world.ask();
    await resolve();
    expect(await world.answer('U01BO', handle, 'approve')).toBe(
      `Not approved yet: INC-1 was resolved by itself 4 seconds ago. Press Approve again to do it all the same. ${title}`,
    );
    expect(await load(id)).toMatchObject({
      state: 'awaiting-approval',
      approvals: [],
      news: [{ words: 'INC-1 was resolved by itself' }],
    });
    expect((await world.store.listAudit({ limit: 1 }))[0]).toMatchObject({ data: { reason: 'news' } });
    world.clock.advance(2000);
    expect(await world.answer('U01BO', handle, 'approve')).toContain('Approved; it starts now. Note: INC-1');
    expect((await load(id))?.state).toBe('executing');
    const approved = (await world.store.listAudit({ limit: 3 })).find(({ kind }) => kind === 'approved');
    expect(approved?.data['news']).toEqual(['INC-1 was resolved by itself']);
  });

  it('a double click is one click: nobody has read it by then', async () => {
    const { handle, id } = await world.ask();
    await resolve('by-hand');
    expect(await world.answer('U01BO', handle, 'approve')).toContain('was resolved by hand 4 seconds ago');
    world.clock.advance(300);
    expect(await world.answer('U01BO', handle, 'approve')).toContain('Not approved yet');
    expect((await load(id))?.state).toBe('awaiting-approval');
  });

  it('is told to each person, and again when something else happens', async () => {
    const { handle, id } = await world.ask();
    await resolve();
    await world.answer('U01BO', handle, 'approve');
    world.clock.advance(2000);
    expect(await world.answer('U01DEE', handle, 'approve')).toContain('Not approved yet: INC-1 was resolved');
    const { incident } = await world.snapshot();
    await world.store.changeIncident({ ...incident, state: 'firing', stateSince: world.clock.now() }, {});
    await resolve();
    expect(await world.answer('U01BO', handle, 'approve')).toContain('Not approved yet');
    expect((await load(id))?.news).toHaveLength(2);
  });

  it('does not hold up an approval that is not the last', async () => {
    await world.stop();
    world = await startActionWorld({ approvals: 2 });
    await world.deploy('1.4');
    const { handle } = await world.ask();
    await resolve();
    expect(await world.answer('U01BO', handle, 'approve')).toContain('Your approval counts: 1 of 2.');
    expect(await world.answer('U01DEE', handle, 'approve')).toContain('Not approved yet');
  });

  it('what was so when it was planned is no news: the plan warns of it', async () => {
    await resolve();
    const { handle, id } = await world.ask();
    expect((await load(id))?.plan.warnings.join()).toContain('INC-1 was resolved');
    expect(await world.answer('U01BO', handle, 'approve')).toContain('it starts now');
  });

  it('an object that was ill and is healthy again is news', async () => {
    // A rollout that somebody paused: none of its new pods is there.
    world.kubernetes.change(checkoutKey, (deployment) => {
      deployment['spec'] = { ...(deployment['spec'] as JsonObject), paused: true };
    });
    await world.deploy('1.5', { settle: 'seen' });
    const { handle, id } = await world.ask();
    expect(await load(id)).toMatchObject({ targetWas: 'ill' });
    await world.deploy('1.4');
    expect(await world.answer('U01BO', handle, 'approve')).toContain(
      'Not approved yet: deploy/checkout is healthy again.',
    );
  });
});
