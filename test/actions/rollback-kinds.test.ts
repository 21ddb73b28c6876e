import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan } from '../../src/actions/make-plan.ts';
import { rollback } from '../../src/actions/rollback.ts';
import { carry, planOf } from './support/plan-of.ts';
import { startShopWorld, type ShopWorld } from './support/shop-world.ts';
import { agent, cart, deployWorkload, imageOf } from './support/workloads.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
});
afterEach(async () => world.stop());

describe.each([cart, agent])('rollback of a $kind', (target) => {
  it('returns to an explicit revision by its own data, is verified, and can be undone', async () => {
    await deployWorkload(world, target, 'shop/x:1');
    await deployWorkload(world, target, 'shop/x:2');
    const plan = await planOf(world.tools, { action: 'rollback', target });
    expect(plan.parameters).toMatchObject({ revision: 1 });
    expect(plan.title).toContain('to revision 1 (shop/x:1)');
    expect(plan.diff).toEqual(expect.arrayContaining([expect.stringContaining('shop/x:2')]));
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(imageOf(world, target)).toBe('shop/x:1');
    const [mutation, ...more] = world.mutations();
    expect(more).toEqual([]);
    expect(mutation).toMatchObject({ contentType: 'application/strategic-merge-patch+json' });
    await expect
      .poll(async () => rollback.verify(world.tools, plan, { since: 0, stableMs: 0 }), { timeout: 15_000 })
      .toMatchObject({ result: 'worked' });
    // Its old template has the newest number by now: found by what it holds.
    expect(await rollback.inverse(world.tools, plan)).toMatchObject({ action: 'rollback', revision: 2 });
  });

  it('refuses a revision that is not there, and the one that runs', async () => {
    await deployWorkload(world, target, 'shop/x:1', { settle: 'seen' });
    expect(await makePlan(world.tools, { action: 'rollback', target })).toMatchObject({
      reason: 'nothing-to-return-to',
    });
    expect(await makePlan(world.tools, { action: 'rollback', target, revision: 1 })).toMatchObject({
      reason: 'already-so',
    });
    expect(await makePlan(world.tools, { action: 'rollback', target, revision: 7 })).toMatchObject({
      reason: 'bad-value',
    });
  });
});

describe('an OrderedReady StatefulSet', () => {
  it('names the pod that must be deleted by hand', async () => {
    world.kubernetes.behave('shop/x:2', { kind: 'image-pull-error', message: 'not found' });
    await deployWorkload(world, cart, 'shop/x:1');
    await deployWorkload(world, cart, 'shop/x:2', { settle: 'seen' });
    await world.kubernetes.until(() =>
      JSON.stringify(world.kubernetes.list('pods', 'shop')).includes('shop/x:2'),
    );
    const plan = await planOf(world.tools, { action: 'rollback', target: cart });
    expect(plan.warnings.join()).toContain('cart-1 of the broken version must be deleted by hand');
  });

  it('says that OnDelete waits for somebody to delete each pod', async () => {
    const spec = { updateStrategy: { type: 'OnDelete' } };
    await deployWorkload(world, cart, 'shop/x:1', { spec });
    await deployWorkload(world, cart, 'shop/x:2', { spec, settle: 'seen' });
    const plan = await planOf(world.tools, { action: 'rollback', target: cart });
    expect(plan.blastRadius).toContain('OnDelete');
    await carry(world.tools, plan, 'exec1');
    expect(await rollback.verify(world.tools, plan, { since: 0, stableMs: 0 })).toMatchObject({
      result: 'unknown',
      sentence: expect.stringContaining('OnDelete'),
    });
  });
});
