import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factsDifference } from '../../../src/actions/facts-difference.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { planOf } from '../support/plan-of.ts';
import { drain, startDrainWorld, type DrainWorld } from './drain-world.ts';

let world: DrainWorld;
beforeEach(async () => {
  world = await startDrainWorld();
});
afterEach(async () => world.stop());

describe('the plan of a drain', () => {
  it('names the pods, how many they are, where there is room, and tries each eviction', async () => {
    const plan = await planOf(world.tools, drain);
    expect(plan).toMatchObject({
      title: 'Drain node/node-1 on prod',
      blastRadius: expect.stringMatching(
        /^3 pods \(100 % of all\) of 1 controller are evicted; they ask for .* 1 other ready node has .* left/,
      ),
      dryRun: {
        accepted: true,
        message: 'the API server would cordon the node and evict 3 of 3 pods now, each tried by itself',
      },
      facts: { unschedulable: false, controllers: [expect.stringMatching(/^shop\/ReplicaSet\/checkout-/)] },
      reversible: true,
      timeLimitMs: 600_000,
    });
    expect(plan.diff.filter((line) => line.startsWith('- pod shop/checkout-'))).toHaveLength(3);
    expect(plan.warnings).toEqual([
      expect.stringMatching(
        /^No budget guards these, and none of them is ready elsewhere, so they are away until new pods are: shop\/ReplicaSet\/checkout-[^ ]+\.$/,
      ),
    ]);
    expect(world.mutations()).toEqual([]);
  });

  it('says which budget would refuse now', async () => {
    await world.protect(3);
    const plan = await planOf(world.tools, drain);
    expect(plan.warnings[0]).toMatch(
      /^The disruption budget checkout needs 3 healthy pods and has 3 currently\. shop\/checkout-.* would have to wait/,
    );
    await world.protect(2);
    expect((await planOf(world.tools, drain)).warnings[0]).toBe(
      'Disruption budget shop/checkout allows 1 of these 3 pods at a time: the others wait for new ones to be ready.',
    );
  });

  it('is the same while pods come and go, and another for another version or controller', async () => {
    const plan = await planOf(world.tools, drain);
    const [one] = world.kubernetes.list('pods', 'shop');
    world.setCordoned('node-2', true);
    world.kubernetes.delete({ resource: 'pods', namespace: 'shop', name: one?.metadata.name ?? '' });
    await world.deploy('1.4');
    world.setCordoned('node-2', false);
    expect((await planOf(world.tools, drain)).digest).toBe(plan.digest);
    world.pod('report-29000001-x', {});
    world.kubernetes.change({ resource: 'pods', namespace: 'shop', name: 'report-29000001-x' }, (object) => {
      object.metadata.ownerReferences = [
        { apiVersion: 'batch/v1', kind: 'Job', name: 'report-29000001', uid: 'u-1', controller: true },
      ] as never;
    });
    const now = await makePlan(world.tools, drain);
    expect(now).not.toMatchObject({ digest: plan.digest });
    expect(factsDifference(plan, now as Plan)).toContain('shop/Job/report-*');
  });

  it.each([
    ['a pod without a controller', {}, {}, /shop\/bare: no controller brings them back/],
    [
      'emptyDir data',
      { volumes: [{ name: 'cache', emptyDir: {} }] },
      {},
      /shop\/bare: data in their emptyDir volumes would be lost \(if it may be: `--delete-emptydir-data`\)/,
    ],
  ])('is refused for %s, which is named', async (_what, spec, values, message) => {
    world.pod('bare', spec);
    const refused = await makePlan(world.tools, { ...drain, ...values });
    expect(refused).toMatchObject({
      refused: true,
      reason: 'bad-value',
      message: expect.stringMatching(message),
    });
  });

  it('takes pods with emptyDir data where that is asked for, and says what is lost', async () => {
    await world.deploy('1.5');
    const plan = await makePlan(world.tools, { ...drain, emptyDirData: 'delete', duration: 60_000 });
    expect(plan).toMatchObject({
      parameters: { action: 'drain', emptyDirData: 'delete', duration: 60_000 },
      timeLimitMs: 60_000,
    });
  });

  it('refuses a pod with two budgets, which the API server never evicts', async () => {
    await world.protect(1);
    world.kubernetes.apply({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'second', namespace: 'shop' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'checkout' } } },
    });
    expect(await makePlan(world.tools, drain)).toMatchObject({
      reason: 'dry-run-refused',
      message: expect.stringContaining('More than one disruption budget protects shop/checkout-'),
    });
  });

  it('warns when there is nowhere to go', async () => {
    world.setCordoned('node-2', true);
    const plan = await planOf(world.tools, drain);
    expect(plan.risk).toBe('high');
    expect(plan.warnings).toContain(
      'No other ready node takes pods: the evicted ones will have nowhere to run.',
    );
  });
});
