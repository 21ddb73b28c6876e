import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan } from '../../src/actions/make-plan.ts';
import { restart } from '../../src/actions/restart.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, checkoutKey, node, startShopWorld, type ShopWorld } from './support/shop-world.ts';
import { agent, cart, deployWorkload } from './support/workloads.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
});
afterEach(async () => world.stop());

const podNames = (): unknown[] => world.kubernetes.list('pods', 'shop').map(({ metadata }) => metadata.uid);

describe('restart', () => {
  it.each([checkout, cart, agent])('replaces every pod of a $kind, once', async (target) => {
    if (target === checkout) await world.deploy('1.4');
    else await deployWorkload(world, target, 'shop/x:1');
    const before = podNames();
    const plan = await planOf(world.tools, { action: 'restart', target });
    expect(plan.reversible).toBe(false);
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(world.mutations()).toHaveLength(1);
    await expect
      .poll(async () => restart.verify(world.tools, plan, { since: 0, stableMs: 0 }), { timeout: 15_000 })
      .toMatchObject({ result: 'worked' });
    await world.kubernetes.until(() => podNames().every((uid) => !before.includes(uid)));
    expect(await restart.inverse(world.tools, plan)).toMatchObject({ reason: 'nothing-to-return-to' });
  });

  it('refuses a paused Deployment, a node, and a plan whose template moved', async () => {
    await world.deploy('1.4');
    const plan = await planOf(world.tools, { action: 'restart', target: checkout });
    await world.deploy('1.5');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({
      outcome: 'world-moved',
      message: expect.stringContaining('Another version of deploy/checkout was rolled out'),
    });
    world.kubernetes.change(checkoutKey, (one) => {
      (one['spec'] as { paused: boolean }).paused = true;
    });
    expect(await makePlan(world.tools, { action: 'restart', target: checkout })).toMatchObject({
      reason: 'paused',
      message: expect.stringContaining('/mw resume deploy/checkout -n shop'),
    });
    expect(await makePlan(world.tools, { action: 'restart', target: node })).toMatchObject({
      reason: 'wrong-kind',
      message: 'A Node cannot be restarted; a Deployment, a StatefulSet, a DaemonSet or a Rollout can.',
    });
  });

  it('sees that somebody took it back', async () => {
    await world.deploy('1.4');
    const plan = await planOf(world.tools, { action: 'restart', target: checkout });
    await carry(world.tools, plan, 'exec1');
    world.kubernetes.change(checkoutKey, (one) => {
      delete (one['spec'] as { template: { metadata: { annotations?: object } } }).template.metadata
        .annotations;
    });
    expect(await restart.verify(world.tools, plan, { since: 0, stableMs: 0 })).toMatchObject({
      result: 'no-effect',
    });
  });
});
