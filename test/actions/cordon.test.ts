import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cordon } from '../../src/actions/cordon.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import { uncordon } from '../../src/actions/uncordon.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, node, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
});
afterEach(async () => world.stop());

const key = { resource: 'nodes', name: 'node-1' };
const off = { action: 'cordon', target: node } as const;
const on = { action: 'uncordon', target: node } as const;
const unschedulable = (): unknown =>
  (world.kubernetes.read(key)?.['spec'] as Record<string, unknown>)['unschedulable'];
const options = { since: Date.now(), stableMs: 0 };

describe('cordon', () => {
  it('says how many pods stay and how many nodes are left, then keeps new pods off, once', async () => {
    await world.deploy('1.4');
    const plan = await planOf(world.tools, off);
    expect(plan.title).toBe('Cordon node/node-1 on prod');
    expect(plan.blastRadius).toMatch(
      /^Its \d pods? keep running, new ones go elsewhere; 1 other ready node takes new pods$/,
    );
    expect(plan.facts).toEqual({ unschedulable: false });
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(unschedulable()).toBe(true);
    const [mutation, ...more] = world.mutations();
    expect(more).toEqual([]);
    expect(mutation).toMatchObject({ contentType: 'application/strategic-merge-patch+json' });
    expect(mutation?.body).toMatchObject({
      metadata: { annotations: { 'middlewatch.dev/execution': 'middlewatch-cordon-exec1' } },
      spec: { unschedulable: true },
    });
    await world.kubernetes.until(() =>
      JSON.stringify(world.kubernetes.read(key)).includes('node.kubernetes.io/unschedulable'),
    );
    expect(await cordon.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await cordon.inverse(world.tools, plan)).toEqual(on);
  });

  it('warns when no other node takes pods', async () => {
    await carry(
      world.tools,
      await planOf(world.tools, { ...off, target: { ...node, name: 'node-2' } }),
      'exec1',
    );
    const plan = await planOf(world.tools, off);
    expect(plan.risk).toBe('high');
    expect(plan.warnings.join()).toContain('No other ready node takes pods');
  });

  it('refuses what is so already and says by whom, what is no node, and what is not there', async () => {
    await carry(world.tools, await planOf(world.tools, off), 'exec1');
    const again = await makePlan(world.tools, off);
    expect(again).toMatchObject({ reason: 'already-so' });
    expect(again).toHaveProperty('message', expect.stringContaining('by middlewatch-cordon-exec1'));
    expect(await makePlan(world.tools, { ...off, target: checkout })).toMatchObject({ reason: 'wrong-kind' });
    expect(await makePlan(world.tools, { ...off, target: { ...node, name: 'node-9' } })).toMatchObject({
      reason: 'not-found',
      message:
        'There is no node/node-9 on prod. Check name, namespace and cluster. Did you mean node/node-1 on prod?',
    });
  });

  it('sees that somebody took it back', async () => {
    const plan = await planOf(world.tools, off);
    await carry(world.tools, plan, 'exec1');
    world.kubernetes.change(key, (object) => {
      delete (object['spec'] as Record<string, unknown>)['unschedulable'];
    });
    expect(await cordon.verify(world.tools, plan, options)).toMatchObject({ result: 'no-effect' });
    expect(await cordon.inverse(world.tools, plan)).toMatchObject({ reason: 'world-moved-on' });
  });
});

describe('uncordon', () => {
  it('takes the field away and warns who had cordoned it', async () => {
    await carry(world.tools, await planOf(world.tools, off), 'exec1');
    const plan = await planOf(world.tools, on);
    expect(plan.warnings.join()).toContain('It was cordoned by middlewatch-cordon-exec1');
    await carry(world.tools, plan, 'exec2');
    expect(unschedulable()).toBeUndefined();
    expect(world.kubernetes.read(key)?.metadata.annotations).toMatchObject({
      'middlewatch.dev/execution': 'middlewatch-uncordon-exec2',
    });
    await world.kubernetes.until(
      () =>
        !JSON.stringify(world.kubernetes.read(key)?.['spec']).includes('node.kubernetes.io/unschedulable'),
    );
    expect(await uncordon.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
  });

  it('refuses a node that is not cordoned', async () => {
    expect(await makePlan(world.tools, on)).toMatchObject({ reason: 'already-so' });
  });
});
