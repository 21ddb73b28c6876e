import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkoutKey } from '../actions/support/shop-world.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
beforeEach(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
});
afterEach(async () => world.stop());

const state = async (id: string) => (await world.store.loadRequest(id))?.state;
const setReplicas = (replicas: number): void => {
  world.kubernetes.change(
    checkoutKey,
    (deployment) => ((deployment['spec'] as { replicas: number }).replicas = replicas),
  );
};

describe('approving and denying', () => {
  it('starts with the second person, with the intent on the record before the call', async () => {
    const { handle, id } = await world.ask();
    expect(await world.answer('U01BO', handle, 'approve')).toBe(
      'Approved; it starts now. Scale deploy/checkout in shop on prod from 3 to 5 replicas.',
    );
    expect(await state(id)).toBe('executing');
    expect(world.mutations()).toEqual([]);
    const kinds = (await world.store.listAudit({ limit: 3 })).map(({ kind }) => kind);
    expect(kinds).toEqual(['intent', 'approved', 'asked']);
  });

  it('waits while another action is carried out on the same object, and says which', async () => {
    const first = await world.ask(5);
    const second = await world.ask(6);
    await world.answer('U01BO', first.handle, 'approve');
    expect(await world.answer('U01BO', second.handle, 'approve')).toBe(
      'Nothing was approved yet: Scale deploy/checkout in shop on prod from 3 to 5 replicas is being carried out on the same object. Press again when it is done.',
    );
    expect(await state(second.id)).toBe('awaiting-approval');
    await world.work();
    expect(await world.answer('U01BO', second.handle, 'approve')).toContain('the plan no longer fits');
  });

  it('counts each person once, whichever account, and starts with the last one needed', async () => {
    await world.stop();
    world = await startActionWorld({ approvals: 2 });
    await world.deploy('1.4');
    const { handle, id } = await world.ask();
    expect(await world.answer('U01BO', handle, 'approve')).toContain('Your approval counts: 1 of 2.');
    expect(await world.answer('U01BO', handle, 'approve')).toContain('counted already');
    expect(await world.answer('U02ANA', handle, 'approve')).toContain('You asked for this');
    expect(await state(id)).toBe('awaiting-approval');
    expect(await world.answer('U01DEE', handle, 'approve')).toContain('it starts now');
    expect(await state(id)).toBe('executing');
  });

  it.each([
    ['U01ANA', 'You asked for this, so somebody else approves it: group sre.'],
    ['U02ANA', 'You asked for this, so somebody else approves it: group sre.'],
    ['U01CY', 'You (cy@example.com) may not approve this; those who may are group sre.'],
    ['U0NOBODY', 'You are not mapped to a Kubernetes user'],
  ])('takes no approval from %s', async (person, message) => {
    const { handle, id } = await world.ask();
    expect(await world.answer(person, handle, 'approve')).toContain(message);
    expect(await state(id)).toBe('awaiting-approval');
    const [refused] = await world.store.listAudit({ limit: 1 });
    expect(refused).toMatchObject({ kind: 'refused', actor: person, requestId: id });
  });

  it('ends with a denial, and says who and when to a late click', async () => {
    const { handle, id } = await world.ask();
    expect(await world.answer('U01BO', handle, 'deny')).toContain('Denied; nothing was changed.');
    expect(await state(id)).toBe('denied');
    world.clock.advance(120_000);
    expect(await world.answer('U01DEE', handle, 'approve')).toBe(
      'Too late: this was denied by <@U01BO> 2 minutes ago; nothing was changed. not now',
    );
    expect(world.mutations()).toEqual([]);
  });

  it('lets the asker and an approver cancel, and nobody else', async () => {
    const one = await world.ask();
    expect(await world.answer('U01CY', one.handle, 'cancel')).toContain('may not cancel this');
    expect(await world.answer('U02ANA', one.handle, 'cancel')).toContain('Cancelled; nothing was changed.');
    const two = await world.ask(6);
    await world.answer('U01BO', two.handle, 'cancel');
    expect(await state(two.id)).toBe('cancelled');
    expect(await world.answer('U01DEE', two.handle, 'approve')).toBe(
      'Too late: this was cancelled by <@U01BO> a moment ago; nothing was changed. Cancelled by bo@example.com.',
    );
  });

  it('is expired by the store, once, and an approval after that is told', async () => {
    const { handle, id } = await world.ask();
    world.clock.advance(15 * 60_000 + 1);
    expect(await world.answer('U01BO', handle, 'approve')).toContain('Too late: this expired a moment ago');
    await world.work();
    expect(await state(id)).toBe('expired');
    world.clock.advance(60_000);
    expect(await world.answer('U01BO', handle, 'approve')).toBe(
      'Too late: this expired 1 minute ago; nothing was changed. 0 of 1 approvals were given in time.',
    );
  });

  it('does not expire before its time', async () => {
    const { id } = await world.ask();
    world.clock.advance(15 * 60_000 - 1);
    await world.work();
    expect(await state(id)).toBe('awaiting-approval');
  });

  it('answers a click on a request that is done', async () => {
    const { handle } = await world.ask();
    await world.answer('U01BO', handle, 'approve');
    expect(await world.answer('U01DEE', handle, 'approve')).toContain(
      'approved by <@U01BO> a moment ago, it is being carried out now',
    );
    await world.work();
    await world.kubernetes.until(() =>
      JSON.stringify(world.kubernetes.read(checkoutKey)?.['status']).includes('"availableReplicas":5'),
    );
    world.clock.advance(2000);
    await world.work();
    expect(await world.answer('U01DEE', handle, 'approve')).toContain(
      'Worked: 5 of 5 pods available (3 before).',
    );
    expect(await world.answer('U01BO', 'no such handle', 'approve')).toContain('belongs to no request');
  });
});

describe('a plan that no longer fits', () => {
  it('is superseded with the difference in words, and the new plan is at hand', async () => {
    const { handle, id } = await world.ask();
    setReplicas(4);
    // Else the new pod's start would be news to whoever approves the new plan.
    await world.kubernetes.until(() =>
      JSON.stringify(world.kubernetes.read(checkoutKey)?.['status']).includes('"availableReplicas":4'),
    );
    expect(await world.answer('U01BO', handle, 'approve')).toBe(
      'Nothing was approved, because the plan no longer fits. deploy/checkout had 3 replicas when this was planned and has 4 now. A new plan waits for approval, just below this one.',
    );
    expect(await state(id)).toBe('superseded');
    const successor = await world.store.loadRequest(`${id}-again`);
    expect(successor).toMatchObject({
      state: 'awaiting-approval',
      askedBy: 'U01ANA',
      plan: { title: 'Scale deploy/checkout in shop on prod from 4 to 5 replicas' },
    });
    expect(await world.answer('U01ANA', successor?.handle ?? '', 'approve')).toContain('You asked for this');
    expect(await world.answer('U01BO', successor?.handle ?? '', 'approve')).toContain('it starts now');
    expect(world.mutations()).toEqual([]);
  });

  it('is superseded without a new one when nothing is left to do or the object is gone', async () => {
    const one = await world.ask();
    setReplicas(5);
    expect(await world.answer('U01BO', one.handle, 'approve')).toContain('has 5 pods already');
    const two = await world.ask(6);
    world.kubernetes.delete(checkoutKey);
    expect(await world.answer('U01BO', two.handle, 'approve')).toContain('Ask again if it is still needed.');
    expect([await state(one.id), await state(two.id)]).toEqual(['superseded', 'superseded']);
    expect(await world.store.listRequests({ limit: 10 })).toHaveLength(2);
  });

  it('leaves no new plan when somebody denies the old one at that moment', async () => {
    const { handle, id } = await world.ask();
    setReplicas(4);
    const create = world.store.createRequest.bind(world.store);
    vi.spyOn(world.store, 'createRequest').mockImplementation(async (request, effects) => {
      const created = await create(request, effects);
      if (request.id === `${id}-again`) await world.answer('U01DEE', handle, 'deny');
      return created;
    });
    expect(await world.answer('U01BO', handle, 'approve')).toContain(
      'Too late: this was denied by <@U01DEE>',
    );
    expect(await state(id)).toBe('denied');
    expect(await world.store.loadRequest(`${id}-again`)).toMatchObject({
      state: 'cancelled',
      endReason: 'The plan that it was to replace is denied.',
    });
  });

  it('stays as it is while the API server is away', async () => {
    const { handle, id } = await world.ask();
    const remove = world.kubernetes.injectFault({
      path: /deployments/,
      fault: { kind: 'error', status: 503 },
    });
    expect(await world.answer('U01BO', handle, 'approve')).toContain('the plan could not be checked');
    expect(await state(id)).toBe('awaiting-approval');
    remove();
    expect(await world.answer('U01BO', handle, 'approve')).toContain('it starts now');
  });
});
