import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Verification } from '../../src/actions/action.ts';
import { rollback } from '../../src/actions/rollback.ts';
import type { Plan } from '../../src/model/plan.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, checkoutKey, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
});
afterEach(async () => world.stop());

const look = async (plan: Plan, stableMs: number): Promise<Verification> =>
  rollback.verify(world.tools, plan, { since: Date.now() - 60_000, stableMs });

/** Looks until there is a verdict. */
async function verdict(plan: Plan, stableMs: number): Promise<Verification> {
  let seen = await look(plan, stableMs);
  await expect
    .poll(async () => 'result' in (seen = await look(plan, stableMs)), { timeout: 15_000, interval: 50 })
    .toBe(true);
  return seen;
}

async function rolledBack(): Promise<Plan> {
  await world.deploy('1.4');
  await world.deploy('1.5', { settle: 'seen' });
  const plan = await planOf(world.tools, { action: 'rollback', target: checkout });
  await carry(world.tools, plan, 'exec1');
  return plan;
}

describe('the verdict of a rollback', () => {
  it('worked when the rollout is complete and no container restarted for a while, with numbers', async () => {
    world.kubernetes.behave('shop/checkout:1.5', { kind: 'crash', afterMs: 500, exitCode: 1 });
    const plan = await rolledBack();
    expect(await verdict(plan, 1000)).toMatchObject({
      result: 'worked',
      sentence: expect.stringMatching(/^3 of 3 pods available \(\d before\), no restarts for 1 s\.$/),
    });
  });

  it('waits for the stable time although everything is available', async () => {
    const plan = await rolledBack();
    let seen = await look(plan, 3_600_000);
    const words = async (): Promise<string> => {
      seen = await look(plan, 3_600_000);
      return 'pending' in seen ? seen.pending : seen.sentence;
    };
    await expect.poll(words, { timeout: 10_000 }).toContain('must run for 3600 s without one');
    expect(seen).toMatchObject({ atDeadline: { result: 'unknown' } });
  });

  it('is no effect when the old version crashes too, although its pods are Ready while they run', async () => {
    const plan = await rolledBack();
    world.kubernetes.behave('shop/checkout:1.4', {
      kind: 'crash',
      afterMs: 2000,
      exitCode: 137,
      reason: 'OOMKilled',
    });
    const seen = await verdict(plan, 3_600_000);
    expect(['no-effect', 'worse']).toContain('result' in seen ? seen.result : '');
    expect(seen).toHaveProperty(
      'sentence',
      expect.stringContaining('The new pods crash too: app in checkout-'),
    );
    expect(seen).toHaveProperty('sentence', expect.stringContaining('OOMKilled, exit code 137'));
  });

  it('is no effect when the rollout exceeds its own deadline', async () => {
    await world.deploy('1.4');
    await world.deploy('1.5');
    world.kubernetes.behave('shop/checkout:1.4', { kind: 'never-ready', message: 'HTTP probe failed: 503' });
    world.kubernetes.change(checkoutKey, (deployment) => {
      (deployment['spec'] as { progressDeadlineSeconds: number }).progressDeadlineSeconds = 30;
    });
    const plan = await planOf(world.tools, { action: 'rollback', target: checkout });
    await carry(world.tools, plan, 'exec1');
    const seen = await verdict(plan, 1000);
    expect(seen).toHaveProperty('sentence', expect.stringContaining('The rollout failed:'));
  });

  it('names who took it back', async () => {
    const plan = await rolledBack();
    world.kubernetes.change(
      checkoutKey,
      (deployment) => {
        const spec = deployment['spec'] as { template: { spec: { containers: { image: string }[] } } };
        spec.template.spec.containers[0]!.image = 'shop/checkout:1.5';
      },
      { manager: 'argocd-controller' },
    );
    expect(await look(plan, 1000)).toEqual({
      result: 'no-effect',
      sentence: 'The version from before runs (last written by argocd-controller).',
    });
  });

  it('is unknown when the object was made anew', async () => {
    const plan = await rolledBack();
    const other = { ...plan, target: { ...plan.target, uid: 'another' } };
    expect(await look(other, 0)).toMatchObject({ result: 'unknown' });
  });
});
