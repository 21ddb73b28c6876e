import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionTools } from '../../src/actions/action.ts';
import { hpa } from '../../src/actions/hpa.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import type { Change } from '../../src/cluster/cluster-client.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { ObjectReference } from '../../src/model/object-reference.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  apply();
});
afterEach(async () => world.stop());

const target: ObjectReference = { ...checkout, kind: 'HorizontalPodAutoscaler' };
const key = { resource: 'horizontalpodautoscalers.autoscaling', namespace: 'shop', name: 'checkout' };
const bounds = (minimum?: number, maximum?: number) => ({
  action: 'hpa' as const,
  target,
  ...(minimum !== undefined && { minimum }),
  ...(maximum !== undefined && { maximum }),
});
const spec = (): unknown => world.kubernetes.read(key)?.['spec'];
const options = { since: 0, stableMs: 0 };
const apply = (metadata: object = {}, limits: object = {}): void => {
  world.kubernetes.apply({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'checkout', namespace: 'shop', ...metadata },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [],
      ...limits,
    },
  });
};

describe('hpa', () => {
  it('sets both bounds with one patch, and undoes to those from before', async () => {
    const plan = await planOf(world.tools, bounds(4));
    expect(plan.parameters).toEqual(bounds(4, 6));
    expect(plan.diff).toEqual(['- spec.minReplicas: 2', '+ spec.minReplicas: 4', '  spec.maxReplicas: 6']);
    expect(plan.blastRadius).toBe('0 replicas now: 4 more are started');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(spec()).toMatchObject({ minReplicas: 4, maxReplicas: 6 });
    expect(world.mutations().filter(({ responseStatus }) => responseStatus === 200)).toHaveLength(1);
    expect(await hpa.look?.(world.tools, plan, 'middlewatch-hpa-exec1')).toBe('done');
    expect(await hpa.look?.(world.tools, plan, 'middlewatch-hpa-exec2')).toBe('not-done');
    expect(await hpa.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await hpa.inverse(world.tools, plan)).toEqual(bounds(2, 6));
    await carry(world.tools, await planOf(world.tools, bounds(2, 6)), 'exec2');
    expect(await hpa.verify(world.tools, plan, options)).toMatchObject({
      result: 'no-effect',
      sentence: 'hpa/checkout keeps 2 to 6 replicas, last set by middlewatch-hpa-exec2.',
    });
    expect(await hpa.inverse(world.tools, plan)).toMatchObject({ reason: 'world-moved-on' });
  });

  it('says what becomes of the pods that start at once, and nothing of those that may come later', async () => {
    await world.deploy('1.4');
    world.kubernetes.change(key, (one) => {
      one['status'] = { ...(one['status'] as object), currentReplicas: 3 };
    });
    world.kubernetes.change({ resource: 'namespaces', name: 'shop' }, (one) => {
      one.metadata.labels = { ...one.metadata.labels, 'pod-security.kubernetes.io/enforce': 'restricted' };
    });
    const refusesPods = /Pod Security \(restricted, enforced in shop\) will refuse the new pods/;
    expect((await planOf(world.tools, bounds(5))).warnings.join()).toMatch(refusesPods);
    expect((await planOf(world.tools, bounds(2, 9))).warnings.join()).not.toMatch(refusesPods);
  });

  it('refuses what cannot be, what is so already, and other kinds', async () => {
    expect(await makePlan(world.tools, bounds(7))).toMatchObject({
      message: 'The minimum (7) is above the maximum (6): give both, `--min` and `--max`.',
    });
    expect(await makePlan(world.tools, bounds(0))).toMatchObject({ reason: 'bad-value' });
    expect(await makePlan(world.tools, bounds(1, 5000))).toMatchObject({ reason: 'bad-value' });
    expect(await makePlan(world.tools, bounds(2, 6))).toMatchObject({ reason: 'already-so' });
    expect(await makePlan(world.tools, { ...bounds(2, 8), target: checkout })).toMatchObject({
      reason: 'wrong-kind',
    });
    expect(world.mutations()).toEqual([]);
  });

  it('changes nothing when the bounds were changed meanwhile, and says how', async () => {
    const plan = await planOf(world.tools, bounds(3, 8));
    apply({}, { maxReplicas: 7 });
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({
      outcome: 'world-moved',
      message: expect.stringContaining('was 6 when this was planned and is 7 now'),
    });
  });

  it('changes the ScaledObject where KEDA made the autoscaler', async () => {
    apply({
      ownerReferences: [
        { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'queue', uid: 'so', controller: true },
      ],
    });
    const keda = scaledObject(world.tools);
    const plan = await planOf(keda.tools, bounds(0, 9));
    expect(plan.warnings.join()).toContain('ScaledObject queue is changed');
    expect(plan.diff).toContain('+ spec.maxReplicaCount: 9');
    await carry(keda.tools, plan, 'exec1');
    expect(world.mutations()).toEqual([]);
    const [change, ...more] = keda.changes.slice(1);
    expect(more).toEqual([]);
    expect(change).toMatchObject({
      path: '/apis/keda.sh/v1alpha1/namespaces/shop/scaledobjects/queue',
      type: 'application/merge-patch+json',
      body: { metadata: { resourceVersion: '7' }, spec: { minReplicaCount: 0, maxReplicaCount: 9 } },
    });
    expect(await hpa.look?.(keda.tools, plan, 'middlewatch-hpa-exec1')).toBe('done');
    expect(await hpa.verify(keda.tools, plan, options)).toMatchObject({
      pending: expect.stringContaining('hpa/checkout still ends at 6'),
      atDeadline: { result: 'unknown' },
    });
    world.kubernetes.change(key, (one) => Object.assign(one['spec'] as object, { maxReplicas: 9 }));
    expect(await hpa.verify(keda.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await hpa.inverse(keda.tools, plan)).toEqual(bounds(1, 5));
  });
});

/** The simulated API has no custom resources: this one object is kept beside it. */
function scaledObject(tools: ActionTools): { tools: ActionTools; changes: Change[] } {
  const changes: Change[] = [];
  let object: JsonObject = {
    kind: 'ScaledObject',
    metadata: { name: 'queue', namespace: 'shop', uid: 'so', resourceVersion: '7' },
    spec: { minReplicaCount: 1, maxReplicaCount: 5 },
  };
  const { cluster } = tools;
  const own = /\/scaledobjects\/queue$/;
  return {
    changes,
    tools: {
      ...tools,
      cluster: {
        ...cluster,
        name: cluster.name,
        list: cluster.list.bind(cluster),
        get: async (path, given) => (own.test(path) ? object : cluster.get(path, given)),
        change: async (change, given) => {
          if (!own.test(change.path)) return cluster.change(change, given);
          changes.push(change);
          const body = change.body as { metadata: JsonObject; spec: JsonObject };
          if (given.dryRun === 'none') {
            const metadata = { ...(object['metadata'] as JsonObject), ...body.metadata };
            object = { ...object, metadata, spec: body.spec };
          }
          return object;
        },
      },
    },
  };
}
