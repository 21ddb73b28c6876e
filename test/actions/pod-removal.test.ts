import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryOut, type CallOptions, type CallResult } from '../../src/actions/carry-out.ts';
import { catalogue } from '../../src/actions/catalogue.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import type { KubeObject } from '../../src/drill/kubernetes/kube-object.ts';
import type { ObjectReference } from '../../src/model/object-reference.ts';
import type { Plan } from '../../src/model/plan.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, node, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  await world.deploy('1.4');
});
afterEach(async () => world.stop());

const options = { since: 0, stableMs: 0 };
const anyPod = (): KubeObject => {
  const [pod] = world.kubernetes.list('pods', 'shop');
  if (pod === undefined) throw new Error('the shop has no pods');
  return pod;
};
const referenceOf = (name: string): ObjectReference => ({ ...checkout, kind: 'Pod', name });
const run = async (plan: Plan, given: Partial<CallOptions>): Promise<CallResult> =>
  carryOut(world.tools, {
    plan,
    executionId: 'exec1',
    earlierCall: 'none',
    sending: 'allowed',
    begin: async () => 'first',
    ...given,
  });
const protect = async (minAvailable: number): Promise<void> => {
  world.kubernetes.apply({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'checkout', namespace: 'shop' },
    spec: { minAvailable, selector: { matchLabels: { app: 'checkout' } } },
  });
  const key = { resource: 'poddisruptionbudgets.policy', namespace: 'shop', name: 'checkout' };
  await world.kubernetes.until(
    () =>
      (world.kubernetes.read(key)?.['status'] as { currentHealthy?: number } | undefined)?.currentHealthy ===
      3,
  );
};
const makeBarePod = async (): Promise<ObjectReference> => {
  world.kubernetes.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bare', namespace: 'shop' },
    spec: { containers: [{ name: 'app', image: 'x:1' }], volumes: [{ name: 'scratch', emptyDir: {} }] },
  });
  return referenceOf('bare');
};

describe.each(['delete-pod', 'evict-pod'] as const)('%s', (action) => {
  it('takes one pod away, once, and waits for a ready one in its place', async () => {
    const pod = anyPod();
    const target = referenceOf(pod.metadata.name);
    const plan = await planOf(world.tools, { action, target });
    expect(plan).toMatchObject({ reversible: false, risk: 'low', warnings: [] });
    expect(plan.blastRadius).toMatch(/^1 pod is replaced; 2 other ready pods of ReplicaSet checkout-/);
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    const [mutation, ...more] = world.mutations();
    expect(more).toEqual([]);
    expect(JSON.stringify(mutation?.body)).toContain(`"preconditions":{"uid":"${pod.metadata.uid}"}`);
    await expect
      .poll(async () => catalogue[action].verify(world.tools, plan, options), { timeout: 15_000 })
      .toMatchObject({ result: 'worked', sentence: expect.stringContaining('is ready in its place') });
    expect(await catalogue[action].inverse(world.tools, plan)).toMatchObject({
      reason: 'nothing-to-return-to',
    });
    expect(await makePlan(world.tools, { action, target })).toMatchObject({ reason: 'not-found' });
  });

  it('finds a lost answer by the pod that is gone, and repeats only what did not happen', async () => {
    const plan = await planOf(world.tools, { action, target: referenceOf(anyPod().metadata.name) });
    const method = action === 'delete-pod' ? 'DELETE' : 'POST';
    world.kubernetes.injectFault({ method, path: /pods/, fault: { kind: 'reset-before' }, times: 1 });
    expect(await run(plan, {})).toMatchObject({ outcome: 'again' });
    world.kubernetes.injectFault({ method, path: /pods/, fault: { kind: 'drop-answer' }, times: 1 });
    expect(await run(plan, { earlierCall: 'possible' })).toMatchObject({ outcome: 'again' });
    const sent = world.mutations().length;
    const { uid } = plan.target;
    await world.kubernetes.until(() =>
      world.kubernetes.list('pods', 'shop').every(({ metadata }) => metadata.uid !== uid),
    );
    expect(await run(plan, { earlierCall: 'possible' })).toMatchObject({
      outcome: 'found-done',
      message: expect.stringContaining('though not who made it'),
    });
    expect(world.mutations()).toHaveLength(sent);
    await world.kubernetes.until(() => world.kubernetes.list('pods', 'shop').length === 3);
  });

  it('says that a pod without a controller is gone for good, with what it kept', async () => {
    const target = await makeBarePod();
    const plan = await planOf(world.tools, { action, target });
    expect(plan.risk).toBe('high');
    expect(plan.warnings.join()).toContain('gone for good');
    expect(plan.warnings.join()).toContain('emptyDir volume (scratch) is lost');
    await carry(world.tools, plan, 'exec1');
    await expect
      .poll(async () => catalogue[action].verify(world.tools, plan, options), { timeout: 15_000 })
      .toMatchObject({ result: 'worked' });
  });

  it('is never worked while no new pod is ready', async () => {
    const plan = await planOf(world.tools, { action, target: referenceOf(anyPod().metadata.name) });
    world.kubernetes.pauseController('replicaset');
    await carry(world.tools, plan, 'exec1');
    await expect
      .poll(async () => catalogue[action].verify(world.tools, plan, options), { timeout: 15_000 })
      .toMatchObject({
        pending: expect.stringContaining('no new one is there'),
        atDeadline: { result: 'unknown' },
      });
  });

  it('refuses other kinds and static pods', async () => {
    expect(await makePlan(world.tools, { action, target: node })).toMatchObject({ reason: 'wrong-kind' });
    const target = await makeBarePod();
    world.kubernetes.change({ resource: 'pods', namespace: 'shop', name: 'bare' }, ({ metadata }) => {
      metadata.annotations = { 'kubernetes.io/config.mirror': 'x' };
    });
    expect(await makePlan(world.tools, { action, target })).toMatchObject({
      message: expect.stringContaining('is a static pod'),
    });
  });
});

describe('a disruption budget', () => {
  it('refuses an eviction before anybody approves it, in its own words', async () => {
    await protect(3);
    const target = referenceOf(anyPod().metadata.name);
    expect(await makePlan(world.tools, { action: 'evict-pod', target })).toMatchObject({
      reason: 'dry-run-refused',
      message: expect.stringContaining(
        'The disruption budget checkout needs 3 healthy pods and has 3 currently',
      ),
    });
    const plan = await planOf(world.tools, { action: 'delete-pod', target });
    expect(plan.warnings.join()).toContain('The disruption budget checkout allows no disruption now');
    expect(world.mutations()).toEqual([]);
  });

  it('that says no later leaves the pod alone, and is asked again', async () => {
    const plan = await planOf(world.tools, {
      action: 'evict-pod',
      target: referenceOf(anyPod().metadata.name),
    });
    await protect(3);
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({
      outcome: 'again',
      message: expect.stringContaining('needs 3 healthy pods'),
    });
    expect(world.kubernetes.list('pods', 'shop')).toHaveLength(3);
  });
});
