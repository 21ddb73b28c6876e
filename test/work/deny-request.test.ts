import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

/** One for all: nothing is carried out, and no test leaves a plan that waits. */
let world: ActionWorld;
beforeAll(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
});
afterAll(async () => world.stop());

const load = async (id: string) => world.store.loadRequest(id);
const reason = 'the pool is <@U0EVE> half full';

describe('a denial', () => {
  it('wants a reason, which stands on the request, in the timeline and on the record', async () => {
    const { handle, id } = await world.ask();
    expect(await world.deny('U01BO', { handle })).toContain('say why');
    expect(await load(id)).toMatchObject({ state: 'awaiting-approval', approvals: [] });
    expect(await world.deny('U01BO', { handle, reason })).toContain('Denied; nothing was changed.');
    expect(await load(id)).toMatchObject({ state: 'denied', endReason: reason });
    const [denied] = await world.store.listAudit({ limit: 1 });
    expect(denied).toMatchObject({ kind: 'denied', actor: 'U01BO', data: { reason } });
    expect((await world.store.listTimeline(world.incident.id, 1))[0]?.text).toContain(reason);
    expect(world.mutations()).toEqual([]);
  });

  it.each([
    ['U01CY', 'may not deny this'],
    ['U0NOBODY', 'not mapped'],
  ])('by %s is refused when it is sent, whatever they saw before', async (person, words) => {
    const { handle, id } = await world.ask();
    expect(await world.deny(person, { handle, reason })).toContain(words);
    expect((await load(id))?.state).toBe('awaiting-approval');
    expect((await world.store.listAudit({ limit: 1 }))[0]).toMatchObject({ kind: 'refused', actor: person });
    await world.answer('U01ANA', handle, 'cancel');
  });

  it('sent after the end, twice, or by a second account changes nothing', async () => {
    const { handle } = await world.ask();
    await world.deny('U02ANA', { handle, reason });
    expect(await world.deny('U01ANA', { handle, reason })).toContain(
      'Too late: this was denied by <@U02ANA>',
    );
    expect(await world.deny('U01BO', { handle, reason })).toContain('Too late');
    expect(await world.deny('U01BO', { handle: 'no such handle', reason })).toContain('no request');
  });
});

describe('a denial by words', () => {
  it('takes the only plan that waits for the incident, and lists them when there are more', async () => {
    const incident = 'INC-1';
    expect(await world.deny('U01BO', { incident, reason })).toBe(
      'Nothing was denied: no plan waits for INC-1.',
    );
    const one = await world.ask();
    const two = await world.ask(6);
    expect(await world.deny('U01BO', { incident, reason })).toMatch(
      /2 plans wait for INC-1\. Press Deny below[^]*from 3 to 6[^]*from 3 to 5/,
    );
    expect(await world.deny('U01BO', { request: one.id, reason })).toContain('Denied');
    expect(await world.deny('U01BO', { incident, reason })).toContain('Denied');
    expect([(await load(one.id))?.state, (await load(two.id))?.state]).toEqual(['denied', 'denied']);
  });

  it('takes the plan in whose thread it is said, where there is no incident', async () => {
    const { id } = await world.ask(5, {}, 'no incident');
    await world.store.recordShown(`plan/${id}`, { channel: 'C1', ts: '1700000000.000100', hash: 'x' });
    expect(await world.deny('U01BO', { reason }, { threadTs: '1700000000.000999' })).toContain(
      'no plan waits',
    );
    expect(await world.deny('U01BO', { reason }, { threadTs: '1700000000.000100' })).toContain('Denied');
  });
});
