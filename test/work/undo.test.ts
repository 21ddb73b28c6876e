import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkoutKey } from '../actions/support/shop-world.ts';
import { requestExample } from '../store/support/examples.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
let executionId: string;
beforeEach(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
  executionId = await carriedOut((await world.ask()).id);
});
afterEach(async () => world.stop());

/** Approves and works until it is done; gives the execution's id. */
async function carriedOut(id: string): Promise<string> {
  const request = (await world.store.loadRequest(id))!;
  await world.answer('U01BO', request.handle, 'approve');
  await world.work();
  await world.kubernetes.until(() => available() === replicas());
  world.clock.advance(2000);
  await world.work();
  expect((await world.store.loadRequest(id))?.state).toBe('done');
  return (await world.store.loadRequest(id))?.execution?.id ?? '';
}

const replicas = (): unknown =>
  (world.kubernetes.read(checkoutKey)?.['spec'] as { replicas: number }).replicas;
const available = (): unknown =>
  (world.kubernetes.read(checkoutKey)?.['status'] as Record<string, unknown>)['availableReplicas'];
const waiting = async () => (await world.store.listRequests({ states: ['awaiting-approval'], limit: 5 }))[0];

describe('undo', () => {
  it('plans the inverse as a request of its own, which somebody else approves', async () => {
    const answer = await world.undo('U01BO', executionId);
    expect(answer?.text).toContain('Scale deploy/checkout in shop on prod from 5 to 3 replicas');
    const request = await waiting();
    expect(request).toMatchObject({ askedBy: 'U01BO', undoes: expect.stringContaining('r-input') });
    await carriedOutBy('U01ANA', request?.handle ?? '');
    expect(replicas()).toBe(3);
  });

  it('without a name means the last finished execution of the incident', async () => {
    await world.undo('U01ANA');
    expect((await waiting())?.plan.title).toContain('from 5 to 3 replicas');
  });

  it('refuses a second undo, by whoever', async () => {
    await world.undo('U01ANA', executionId);
    expect((await world.undo('U01BO', executionId))?.text).toContain(
      'This is being undone already, asked for by <@U01ANA>',
    );
  });

  it('finds that it is being undone outside of an incident too, however much was asked for since', async () => {
    await world.undo('U01ANA', executionId);
    const { id } = (await waiting())!;
    await world.answer('U01ANA', (await waiting())!.handle, 'cancel');
    expect((await world.store.loadRequest(id))?.state).toBe('cancelled');
    const other = await carriedOut((await world.ask(6, {}, 'no incident')).id);
    await world.undo('U01ANA', other);
    for (let n = 0; n < 60; n += 1)
      await world.store.createRequest(
        requestExample({ id: `n${n}`, handle: `n${n}`, askedAt: world.clock.now() + 1 }),
        {},
      );
    expect((await world.undo('U01BO', other))?.text).toContain('This is being undone already');
  });

  it('without a name and an incident means what was done from this channel, if that is one thing; else offers them', async () => {
    expect((await world.undo('U01ANA', undefined, 'no incident'))?.text).toContain('from 5 to 3 replicas');
    await world.answer('U01ANA', (await waiting())!.handle, 'cancel');
    const other = await carriedOut((await world.ask(6, {}, 'no incident')).id);
    const offered = (await world.undo('U01ANA', undefined, 'no incident'))?.text;
    expect(offered).toMatch(
      new RegExp(
        `^Undo which one\\?\n\`/mw undo ${other}\` Scale.*to 6.*\n\`/mw undo ${executionId}\` Scale.*to 5`,
      ),
    );
    world.clock.advance(3_600_001);
    expect((await world.undo('U01ANA', undefined, 'no incident'))?.text).toContain(
      'Nothing was carried out from this channel in the last 1 hour',
    );
  });

  it('refuses when the world has moved on, in words', async () => {
    world.kubernetes.change(checkoutKey, (deployment) => {
      (deployment['spec'] as { replicas: number }).replicas = 8;
    });
    expect((await world.undo('U01ANA', executionId))?.text).toContain(
      'has 8 replicas now, not the 5 that were set: somebody changed it since',
    );
    expect(await waiting()).toBeUndefined();
  });

  it('refuses after its time, who may not ask, who is not mapped, and what is not known', async () => {
    expect((await world.undo('U01CY', executionId))?.text).toContain(
      'You (cy@example.com) may not ask for scale',
    );
    expect((await world.undo('U0NOBODY', executionId))?.text).toContain('You are not mapped');
    expect((await world.undo('U01ANA', 'nothing'))?.text).toContain('There is no execution nothing');
    world.clock.advance(3_600_001);
    expect((await world.undo('U01ANA', executionId))?.text).toContain(
      'Too late to undo: it was done 1 hour ago',
    );
    expect(await waiting()).toBeUndefined();
  });
});

async function carriedOutBy(person: string, handle: string): Promise<void> {
  expect(await world.answer(person, handle, 'approve')).toContain('it starts now');
  await world.work();
}
