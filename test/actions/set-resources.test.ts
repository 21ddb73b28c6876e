import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan } from '../../src/actions/make-plan.ts';
import { setResources } from '../../src/actions/set-resources.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, checkoutKey, node, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  await world.deploy('1.4');
});
afterEach(async () => world.stop());

const options = { since: 0, stableMs: 0 };
const ask = (limits?: string, requests?: string, target = checkout) => ({
  action: 'set-resources' as const,
  target,
  ...(limits !== undefined && { limits }),
  ...(requests !== undefined && { requests }),
});
const resources = (): unknown =>
  (
    world.kubernetes.read(checkoutKey)?.['spec'] as {
      template: { spec: { containers: { resources?: object; image: string }[] } };
    }
  ).template.spec.containers[0];

describe('set-resources', () => {
  it('sets limits and requests of the container, keeps the rest, and undoes', async () => {
    await carry(world.tools, await planOf(world.tools, ask('memory=512Mi,cpu=1', 'memory=256Mi')), 'exec1');
    await expect.poll(async () => (await planOf(world.tools, ask('memory=1Gi'))).before['available']).toBe(3);
    const plan = await planOf(world.tools, ask('memory=1Gi'));
    expect(plan.parameters).toMatchObject({ container: 'app', limits: 'memory=1Gi' });
    expect(plan.diff).toEqual(['- app limits.memory: 512Mi', '+ app limits.memory: 1Gi']);
    expect(await carry(world.tools, plan, 'exec2')).toMatchObject({ outcome: 'answered' });
    expect(resources()).toMatchObject({
      image: 'shop/checkout:1.4',
      resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { memory: '256Mi' } },
    });
    await expect
      .poll(async () => setResources.verify(world.tools, plan, options), { timeout: 15_000 })
      .toMatchObject({ result: 'worked' });
    const back = await setResources.inverse(world.tools, plan);
    expect(back).toEqual({ ...ask('memory=512Mi'), container: 'app' });
    await carry(world.tools, await planOf(world.tools, ask('memory=512Mi')), 'exec3');
    expect(await setResources.verify(world.tools, plan, options)).toMatchObject({ result: 'no-effect' });
    expect(await setResources.inverse(world.tools, plan)).toMatchObject({ reason: 'world-moved-on' });
  });

  it('does not undo to an amount that was never set, and says what to do instead', async () => {
    const plan = await planOf(world.tools, ask('memory=1Gi'));
    await carry(world.tools, plan, 'exec1');
    expect(await setResources.inverse(world.tools, plan)).toMatchObject({
      reason: 'nothing-to-return-to',
      message: expect.stringContaining('/mw rollback deploy/checkout -n shop'),
    });
  });

  it('warns of a quota', async () => {
    world.kubernetes.apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'small', namespace: 'shop' },
      spec: { hard: { 'limits.memory': '2Gi' } },
    });
    const plan = await planOf(world.tools, ask('memory=1Gi'));
    expect(plan.warnings.join()).toContain('each pod takes 1Gi: not all new pods are let in');
  });

  it('refuses a request above its limit, unknown containers, nothing to set, and a node', async () => {
    expect(await makePlan(world.tools, ask('memory=1Gi', 'memory=2Gi'))).toMatchObject({
      message: 'The request for memory (2Gi) is above its limit (1Gi): set both.',
    });
    expect(await makePlan(world.tools, { ...ask('cpu=1'), container: 'web' })).toMatchObject({
      message: 'There is no container web. deploy/checkout has: app. Add `--container NAME`.',
    });
    expect(await makePlan(world.tools, ask())).toMatchObject({ reason: 'bad-value' });
    expect(await makePlan(world.tools, ask('cpu=1', undefined, node))).toMatchObject({
      reason: 'wrong-kind',
    });
    expect(world.mutations()).toEqual([]);
  });
});
