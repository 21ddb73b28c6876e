import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/actions/action.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import { scale } from '../../src/actions/scale.ts';
import type { PlanRefusal } from '../../src/model/plan.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, checkoutKey, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  const nodes = ['node-1', 'node-2'].map((name) => ({ name, pods: 4 }));
  world = await startShopWorld({ nodes });
  await world.deploy('1.4');
});
afterEach(async () => world.stop());

const to = (replicas: number) => ({ action: 'scale', target: checkout, replicas }) as const;
const refused = async (replicas: number): Promise<PlanRefusal> => {
  const made = await makePlan(world.tools, to(replicas));
  if (!isRefusal(made)) throw new Error(`planned: ${made.title}`);
  return made;
};
const setReplicas = (replicas: number): void => {
  world.kubernetes.change(
    checkoutKey,
    (deployment) => ((deployment['spec'] as { replicas: number }).replicas = replicas),
    { manager: 'kubectl-scale' },
  );
};

describe('a ReplicaSet', () => {
  const alone = { ...checkout, kind: 'ReplicaSet', name: 'alone' };
  const key = { resource: 'replicasets.apps', namespace: 'shop', name: 'alone' };

  it('is scaled where nobody owns it', async () => {
    const labels = { app: 'alone' };
    world.kubernetes.apply({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'alone', namespace: 'shop' },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'shop/alone:1' }] } },
      },
    });
    const plan = await planOf(world.tools, { action: 'scale', target: alone, replicas: 2 });
    expect(plan.title).toBe('Scale rs/alone in shop on prod from 1 to 2 replicas');
    await carry(world.tools, plan, 'exec1');
    await expect
      .poll(async () => scale.verify(world.tools, plan, { since: 0, stableMs: 0 }), { timeout: 15_000 })
      .toMatchObject({ result: 'worked' });
    expect(await scale.inverse(world.tools, plan)).toEqual({ action: 'scale', target: alone, replicas: 1 });
    expect(world.kubernetes.read(key)?.['spec']).toMatchObject({ replicas: 2 });
  });

  it('of a Deployment is refused, and the Deployment is named', async () => {
    const [owned] = world.kubernetes.list('replicasets.apps', 'shop');
    const target = { ...alone, name: owned?.metadata.name ?? '' };
    expect(await makePlan(world.tools, { action: 'scale', target, replicas: 5 })).toMatchObject({
      reason: 'wrong-kind',
      message: expect.stringContaining('Scale that: `/mw scale deploy/checkout 5 -n shop`.'),
    });
  });
});

describe('the plan of a scale', () => {
  it('warns of an operator that owns the workload, and does not refuse', async () => {
    world.kubernetes.pauseController('garbage-collector');
    world.kubernetes.change(checkoutKey, (one) => {
      const owner = {
        apiVersion: 'shop.example/v1',
        kind: 'Shop',
        name: 'main',
        uid: 's1',
        controller: true,
      };
      Object.assign(one.metadata, { ownerReferences: [owner] });
    });
    expect((await planOf(world.tools, to(4))).warnings).toEqual([
      'Shop main owns this and may take the change back at once. Change it there.',
    ]);
  });

  it('shows the numbers and patches only the scale subresource', async () => {
    const plan = await planOf(world.tools, to(5));
    expect(plan.title).toBe('Scale deploy/checkout in shop on prod from 3 to 5 replicas');
    expect(plan.diff).toEqual(['- spec.replicas: 3', '+ spec.replicas: 5']);
    expect(plan.blastRadius).toBe('2 pods started beside the 3 of now');
    expect(plan.facts).toEqual({ replicas: 3, autoscaler: null });
    expect(plan.risk).toBe('low');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    const [mutation, ...more] = world.mutations();
    expect(more).toEqual([]);
    expect(mutation).toMatchObject({ subresource: 'scale', contentType: 'application/merge-patch+json' });
    expect(mutation?.body).toHaveProperty('metadata.resourceVersion');
    expect(world.kubernetes.read(checkoutKey)?.['spec']).toHaveProperty('replicas', 5);
  });

  it.each([
    [3, 'already-so', 'has 3 pods already (3 available)'],
    [-1, 'bad-value', 'whole number'],
    [2.5, 'bad-value', 'whole number'],
    [1_000_000, 'bad-value', '0 to 1000'],
  ])('refuses %s', async (replicas, reason, message) => {
    const refusal = await refused(replicas);
    expect(refusal.reason).toBe(reason);
    expect(refusal.message).toContain(message);
  });

  it('refuses other kinds', async () => {
    const made = await makePlan(world.tools, { ...to(5), target: { ...checkout, kind: 'DaemonSet' } });
    expect(made).toMatchObject({ reason: 'wrong-kind' });
  });

  it('warns of what stops, and of a quota that a dry run does not see', async () => {
    world.kubernetes.apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'pods', namespace: 'shop' },
      spec: { hard: { pods: '4' } },
    });
    expect((await planOf(world.tools, to(5))).warnings.join()).toContain(
      'Quota pods: pods 3 of 4 used: only 1 of the 2 new pods fit.',
    );
    const zero = await planOf(world.tools, to(0));
    expect(zero).toMatchObject({ risk: 'high', blastRadius: '3 of 3 pods (100 %) stopped' });
    expect(zero.warnings.join()).toContain('it serves nobody');
  });
});

describe('a scale under an autoscaler', () => {
  const apply = (changes: { minReplicas?: number; maxReplicas?: number; keda?: true } = {}): void => {
    world.kubernetes.apply({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: {
        name: changes.keda === true ? 'keda-hpa-checkout' : 'checkout',
        namespace: 'shop',
        ...(changes.keda === true && {
          ownerReferences: [
            {
              apiVersion: 'keda.sh/v1alpha1',
              kind: 'ScaledObject',
              name: 'checkout-queue',
              uid: 'so-1',
              controller: true,
            },
          ],
        }),
      },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
        minReplicas: changes.minReplicas ?? 2,
        maxReplicas: changes.maxReplicas ?? 6,
        metrics: [],
      },
    });
  };

  it.each([
    [8, 'change maxReplicas of hpa/checkout to 8'],
    [1, 'change minReplicas of hpa/checkout to 1'],
    [0, '0 would switch it off'],
  ])('refuses %s, outside its bounds, and says what to do', async (replicas, message) => {
    apply();
    const refusal = await refused(replicas);
    expect(refusal.reason).toBe('autoscaler-owns-it');
    expect(refusal.message).toContain('between 2 and 6 replicas');
    expect(refusal.message).toContain(message);
  });

  it('names the KEDA ScaledObject, where a change lasts', async () => {
    apply({ keda: true });
    expect((await refused(8)).message).toContain(
      'maxReplicaCount of the KEDA ScaledObject checkout-queue to 8',
    );
  });

  it('warns inside its bounds that it will be overwritten', async () => {
    apply();
    const plan = await planOf(world.tools, to(5));
    expect(plan.warnings.join()).toContain('overwrites 5 at its next look, in about 15 s');
    expect(plan.facts).toMatchObject({ replicas: 3, autoscaler: { minimum: 2, maximum: 6 } });
  });

  it('has another digest when the bounds were changed', async () => {
    apply();
    const plan = await planOf(world.tools, to(5));
    apply({ maxReplicas: 5 });
    const result = await carry(world.tools, plan, 'exec1');
    expect(result).toMatchObject({ outcome: 'world-moved' });
    expect(result.message).toContain('Its autoscaler was changed (2 to 6 then, 2 to 5 now).');
    expect(world.mutations()).toEqual([]);
  });
});

describe('the verdict of a scale', () => {
  it('worked when as many are available as wanted', async () => {
    const plan = await planOf(world.tools, to(5));
    world.kubernetes.pauseController('replicaset');
    await carry(world.tools, plan, 'exec1');
    expect(await verdict(plan)).toMatchObject({
      pending: expect.stringContaining('3 of 5 pods available (3 before)'),
    });
    world.kubernetes.resumeController('replicaset');
    await world.kubernetes.until(() => available() === 5);
    expect(await verdict(plan)).toEqual({ result: 'worked', sentence: '5 of 5 pods available (3 before).' });
  });

  it('says who set it back', async () => {
    const plan = await planOf(world.tools, to(5));
    await carry(world.tools, plan, 'exec1');
    setReplicas(3);
    expect(await verdict(plan)).toEqual({
      result: 'no-effect',
      sentence: 'spec.replicas is 3 as before, not 5: somebody set it since, last by kubectl-scale.',
    });
  });

  it('says why new pods do not start, and never ends as worked by time', async () => {
    const plan = await planOf(world.tools, to(20));
    await carry(world.tools, plan, 'exec1');
    await world.kubernetes.until(() =>
      world.kubernetes.list('pods', 'shop').some((pod) => JSON.stringify(pod).includes('Too many pods')),
    );
    const seen = await verdict(plan);
    expect(seen).toHaveProperty('pending', expect.stringContaining('Too many pods'));
    expect(['no-effect', 'unknown']).toContain('atDeadline' in seen ? seen.atDeadline.result : '');
  });

  const verdict = async (plan: Awaited<ReturnType<typeof planOf>>) =>
    scale.verify(world.tools, plan, { since: Date.now(), stableMs: 1000 });
  const available = (): unknown =>
    (world.kubernetes.read(checkoutKey)?.['status'] as Record<string, unknown>)['availableReplicas'];
});

describe('a StatefulSet', () => {
  it('is scaled through its own scale subresource, and verified', async () => {
    const key = { resource: 'statefulsets.apps', namespace: 'shop', name: 'orders' };
    world.kubernetes.apply({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: {
        replicas: 1,
        serviceName: 'orders',
        selector: { matchLabels: { app: 'orders' } },
        template: {
          metadata: { labels: { app: 'orders' } },
          spec: { containers: [{ name: 'db', image: 'shop/orders:1' }] },
        },
      },
    });
    const available = (): unknown =>
      (world.kubernetes.read(key)?.['status'] as Record<string, unknown> | undefined)?.['availableReplicas'];
    await world.kubernetes.until(() => available() === 1);
    const target = { ...checkout, kind: 'StatefulSet', name: 'orders' };
    const plan = await planOf(world.tools, { action: 'scale', target, replicas: 2 });
    world.kubernetes.pauseController('statefulset');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(world.mutations()[0]?.uri).toContain('/statefulsets/orders/scale?');
    const options = { since: Date.now(), stableMs: 0 };
    expect(await scale.verify(world.tools, plan, options)).toHaveProperty('pending');
    world.kubernetes.resumeController('statefulset');
    await world.kubernetes.until(() => available() === 2);
    expect(await scale.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
  });
});

describe('undoing a scale', () => {
  it('sets the number from before, unless somebody changed it since', async () => {
    const plan = await planOf(world.tools, to(5));
    await carry(world.tools, plan, 'exec1');
    expect(await scale.inverse(world.tools, plan)).toEqual(to(3));
    setReplicas(7);
    const refusal = await scale.inverse(world.tools, plan);
    expect(refusal).toMatchObject({ reason: 'world-moved-on' });
  });
});
