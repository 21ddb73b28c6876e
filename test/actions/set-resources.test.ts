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

  const recommend = (target: object, mode?: string): void => {
    world.kubernetes.apply({
      apiVersion: 'autoscaling.k8s.io/v1',
      kind: 'VerticalPodAutoscaler',
      metadata: { name: 'checkout', namespace: 'shop' },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
        ...(mode !== undefined && { updatePolicy: { updateMode: mode } }),
      },
    });
    const key = {
      resource: 'verticalpodautoscalers.autoscaling.k8s.io',
      namespace: 'shop',
      name: 'checkout',
    };
    world.kubernetes.change(key, (one) => {
      one['status'] = {
        recommendation: { containerRecommendations: [{ containerName: 'app', target }] },
      };
    });
  };

  it('offers what a VerticalPodAutoscaler recommends, and takes it: limits keep their proportion', async () => {
    await carry(world.tools, await planOf(world.tools, ask('memory=1Gi', 'memory=512Mi,cpu=100m')), 'exec1');
    recommend({ cpu: '250m', memory: '805306369' }, 'Off');
    const plan = await planOf(world.tools, ask(undefined, 'cpu=200m'));
    expect(plan.warnings).toContain(
      'vpa/checkout recommends other requests: cpu 250m, memory 769Mi. `--from vpa` takes them.',
    );
    const taken = await planOf(world.tools, { ...ask(), from: 'vpa' });
    // Exact, so that another recommendation makes no other plan of what was approved.
    expect(taken.parameters).toEqual({
      ...ask('memory=1538Mi', 'cpu=250m,memory=769Mi'),
      container: 'app',
    });
    expect(taken.warnings).toContain('The requests are what vpa/checkout recommends.');
    recommend({ cpu: '250m', memory: '769Mi' }, 'Recreate');
    expect((await planOf(world.tools, { ...ask('memory=2Gi'), from: 'vpa' })).warnings.join()).toContain(
      'vpa/checkout (Recreate) sets the requests of new pods itself',
    );
  });

  it('says when nothing is recommended', async () => {
    expect(await makePlan(world.tools, { ...ask(), from: 'vpa' })).toMatchObject({
      message: expect.stringContaining('No VerticalPodAutoscaler recommends anything'),
    });
    recommend({});
    expect(await makePlan(world.tools, { ...ask(), from: 'vpa' })).toMatchObject({ reason: 'bad-value' });
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
