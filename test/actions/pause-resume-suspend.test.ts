import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/actions/catalogue.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import type { ObjectReference } from '../../src/model/object-reference.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, checkoutKey, startShopWorld, type ShopWorld } from './support/shop-world.ts';
import { keyOf, makeReport, report } from './support/workloads.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  await world.deploy('1.4');
  makeReport(world);
});
afterEach(async () => world.stop());

const options = { since: 0, stableMs: 0 };
const field = (target: ObjectReference): unknown => {
  const key = target === checkout ? checkoutKey : keyOf(target);
  const spec = world.kubernetes.read(key)?.['spec'] as Record<string, unknown>;
  return spec[target === checkout ? 'paused' : 'suspend'];
};

describe.each([
  { action: 'pause', target: checkout },
  { action: 'suspend', target: report },
] as const)('$action', ({ action, target }) => {
  it('holds it, once, and resume lets it go', async () => {
    const plan = await planOf(world.tools, { action, target });
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(field(target)).toBe(true);
    expect(world.mutations()).toHaveLength(1);
    expect(await catalogue[action].verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await makePlan(world.tools, { action, target })).toMatchObject({
      reason: 'already-so',
      message: expect.stringContaining(`middlewatch-${action}-exec1`),
    });

    const inverse = await catalogue[action].inverse(world.tools, plan);
    expect(inverse).toEqual({ action: 'resume', target });
    const back = await planOf(world.tools, { action: 'resume', target });
    await carry(world.tools, back, 'exec2');
    expect(field(target)).not.toBe(true);
    expect(await catalogue.resume.verify(world.tools, back, options)).toMatchObject({ result: 'worked' });
    expect(await catalogue.resume.inverse(world.tools, back)).toEqual({ action, target });
    expect(await catalogue[action].verify(world.tools, plan, options)).toMatchObject({ result: 'no-effect' });
    expect(await catalogue[action].inverse(world.tools, plan)).toMatchObject({ reason: 'world-moved-on' });
  });
});

it('says that a change waits for the resume and what becomes of its pods, and that a missed run starts at once', async () => {
  await carry(world.tools, await planOf(world.tools, { action: 'pause', target: checkout }), 'exec1');
  await world.deploy('1.5', { settle: 'seen' });
  const resume = await planOf(world.tools, { action: 'resume', target: checkout });
  expect(resume.warnings.join()).toContain('was changed while it was paused');
  expect(resume.warnings.join()).not.toContain('Pod Security');
  world.kubernetes.change({ resource: 'namespaces', name: 'shop' }, (one) => {
    one.metadata.labels = { ...one.metadata.labels, 'pod-security.kubernetes.io/enforce': 'restricted' };
  });
  const strict = await planOf(world.tools, { action: 'resume', target: checkout });
  expect(strict.warnings.join()).toContain('Pod Security');
  await carry(world.tools, await planOf(world.tools, { action: 'suspend', target: report }), 'exec2');
  const again = await planOf(world.tools, { action: 'resume', target: report });
  expect(again.warnings.join()).toContain('one job starts at once');
});

it('refuses other kinds in words', async () => {
  expect(await makePlan(world.tools, { action: 'pause', target: report })).toMatchObject({
    reason: 'wrong-kind',
    message: 'A CronJob cannot be paused; a Deployment or a Rollout can.',
  });
});
