import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { halt } from '../../src/actions/halt.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import { resume } from '../../src/actions/resume.ts';
import type { ObjectReference } from '../../src/model/object-reference.ts';
import { carry, planOf } from './support/plan-of.ts';
import { startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
const canary: ObjectReference = { cluster: 'prod', kind: 'Canary', namespace: 'shop', name: 'checkout' };
const key = { resource: 'canaries.flagger.app', namespace: 'shop', name: 'checkout' };
const options = { since: 0, stableMs: 0 };
const spec = (): Record<string, unknown> =>
  (world.kubernetes.read(key)?.['spec'] ?? {}) as Record<string, unknown>;
const report = (status: object): void => {
  world.kubernetes.change(key, (one) => Object.assign(one, { status }), { manager: 'flagger' });
};

beforeEach(async () => {
  world = await startShopWorld();
  world.kubernetes.apply({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'checkout', namespace: 'shop' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
      analysis: { interval: '1m', threshold: 5, maxWeight: 50, stepWeight: 10 },
    },
  });
  report({ phase: 'Progressing', canaryWeight: 20, failedChecks: 1, iterations: 0 });
});
afterEach(async () => world.stop());

describe('halt', () => {
  it('suspends the Canary, says that its traffic stays, and is undone by resume', async () => {
    const plan = await planOf(world.tools, { action: 'halt', target: canary });
    expect(plan.title).toBe('Halt canary/checkout in shop on prod');
    expect(plan.blastRadius).toBe(
      'Flagger stops where it is: phase Progressing, 20 % of the traffic on the canary, 1 failed check; no pod is touched',
    );
    expect(plan.warnings[0]).toContain('keeps its 20 % of the traffic');
    expect(plan.warnings[0]).toContain('`/mw rollback deploy/checkout -n shop`');
    expect(plan.facts).toEqual({ suspend: false });
    await carry(world.tools, plan, 'exec1');
    expect(spec()['suspend']).toBe(true);
    expect(world.mutations()).toHaveLength(1);
    expect(await halt.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await makePlan(world.tools, { action: 'halt', target: canary })).toMatchObject({
      reason: 'already-so',
    });

    expect(await halt.inverse(world.tools, plan)).toEqual({ action: 'resume', target: canary });
    const undone = await planOf(world.tools, { action: 'resume', target: canary });
    expect(undone.warnings).toEqual([
      'If deploy/checkout was changed while it was halted, Flagger starts an analysis of that change at once.',
    ]);
    await carry(world.tools, undone, 'exec2');
    expect(spec()['suspend']).toBe(false);
    expect(await resume.verify(world.tools, undone, options)).toMatchObject({ result: 'worked' });
    expect(await resume.inverse(world.tools, undone)).toEqual({ action: 'halt', target: canary });
    expect(await halt.inverse(world.tools, plan)).toMatchObject({ reason: 'world-moved-on' });
  });

  it('warns of a promotion under way, and says what an old Flagger does to the field', async () => {
    report({ phase: 'Promoting', canaryWeight: 0, failedChecks: 0, iterations: 0 });
    const plan = await planOf(world.tools, { action: 'halt', target: canary });
    expect(plan.warnings[0]).toContain('halted now, the primary may stay between two versions');
    expect(await halt.verify(world.tools, plan, options)).toMatchObject({
      result: 'no-effect',
      sentence: expect.stringContaining('Flagger before 1.32 does not know the field'),
    });
  });
});
