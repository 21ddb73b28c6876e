import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan } from '../../src/actions/make-plan.ts';
import { setImage } from '../../src/actions/set-image.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, checkoutKey, node, startShopWorld, type ShopWorld } from './support/shop-world.ts';
import { agent, cart, deployWorkload, imageOf } from './support/workloads.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
});
afterEach(async () => world.stop());

const options = { since: 0, stableMs: 0 };
const ask = (image: string, target = checkout) => ({ action: 'set-image', target, image }) as const;
const containers = (): { name: string; image: string }[] =>
  (
    world.kubernetes.read(checkoutKey)?.['spec'] as {
      template: { spec: { containers: { name: string; image: string }[] } };
    }
  ).template.spec.containers;
const addProxy = (): void => {
  world.kubernetes.change(checkoutKey, (one) => {
    const { spec } = (one['spec'] as { template: { spec: { containers: object[] } } }).template;
    spec.containers.push({ name: 'proxy', image: 'envoy:1.30' });
  });
};

describe('set-image', () => {
  it('sets one image, leaves the other container alone, and undoes to the image from before', async () => {
    await world.deploy('1.4');
    addProxy();
    const plan = await planOf(world.tools, ask('app=shop/checkout:1.5'));
    expect(plan.title).toBe('Set app to shop/checkout:1.5 in deploy/checkout in shop on prod');
    expect(plan.diff).toEqual(['- app image: shop/checkout:1.4', '+ app image: shop/checkout:1.5']);
    expect(plan.warnings.join()).toContain('The next kubectl apply brings');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    expect(containers().map(({ name, image }) => [name, image])).toEqual([
      ['app', 'shop/checkout:1.5'],
      ['proxy', 'envoy:1.30'],
    ]);
    // The rollout of the proxy writes the status meanwhile: a 409 changed nothing.
    const [mutation, ...more] = world.mutations().filter(({ responseStatus }) => responseStatus === 200);
    expect(more).toEqual([]);
    expect(mutation?.body).toMatchObject({
      metadata: { annotations: { 'middlewatch.dev/execution': 'middlewatch-set-image-exec1' } },
      spec: { template: { spec: { containers: [{ name: 'app', image: 'shop/checkout:1.5' }] } } },
    });
    await expect
      .poll(async () => setImage.verify(world.tools, plan, options), { timeout: 15_000 })
      .toMatchObject({ result: 'worked' });
    const inverse = await setImage.inverse(world.tools, plan);
    expect(inverse).toEqual(ask('app=shop/checkout:1.4'));
    await carry(world.tools, await planOf(world.tools, ask('app=shop/checkout:1.4')), 'exec2');
    expect(await setImage.verify(world.tools, plan, options)).toMatchObject({ result: 'no-effect' });
    expect(await setImage.inverse(world.tools, plan)).toMatchObject({
      reason: 'world-moved-on',
      message: expect.stringContaining('app has shop/checkout:1.4'),
    });
  });

  it.each([cart, agent])('sets the image of a $kind', async (target) => {
    await deployWorkload(world, target, 'shop/x:1');
    const plan = await planOf(world.tools, ask('*=shop/x:2', target));
    expect(plan.parameters).toMatchObject({ image: 'app=shop/x:2' });
    await carry(world.tools, plan, 'exec1');
    expect(imageOf(world, target)).toBe('shop/x:2');
    await expect
      .poll(async () => setImage.verify(world.tools, plan, options), { timeout: 15_000 })
      .toMatchObject({ result: 'worked' });
  });

  it('warns of an image without a version, and who takes the change back', async () => {
    await world.deploy('1.4', {
      annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout' },
    });
    for (const image of ['shop/checkout', 'shop/checkout:latest', 'registry.example:5000/shop/checkout'])
      expect((await planOf(world.tools, ask(`app=${image}`))).warnings.join()).toContain('no fixed version');
    const plan = await planOf(world.tools, ask(`app=shop/checkout@sha256:${'a'.repeat(64)}`));
    expect(plan.warnings.join()).not.toContain('no fixed version');
    expect(plan.warnings.join()).toContain('Argo CD application shop owns this');
  });

  it('refuses unknown containers, what stands already, a paused Deployment, a node and nonsense', async () => {
    await world.deploy('1.4');
    expect(await makePlan(world.tools, ask('web=shop/checkout:1.5'))).toMatchObject({
      reason: 'bad-value',
      message: 'deploy/checkout has no container web. It has: app.',
    });
    expect(await makePlan(world.tools, ask('app=shop/checkout:1.4'))).toMatchObject({ reason: 'already-so' });
    expect(await makePlan(world.tools, ask('app=x:1', node))).toMatchObject({ reason: 'wrong-kind' });
    expect(await makePlan(world.tools, ask('app=-x'))).toMatchObject({ reason: 'bad-value' });
    world.kubernetes.change(checkoutKey, (one) => {
      (one['spec'] as { paused: boolean }).paused = true;
    });
    expect(await makePlan(world.tools, ask('app=shop/checkout:1.5'))).toMatchObject({ reason: 'paused' });
    expect(world.mutations()).toEqual([]);
  });

  it('changes nothing when another version was rolled out meanwhile', async () => {
    await world.deploy('1.4');
    const plan = await planOf(world.tools, ask('app=shop/checkout:1.6'));
    await world.deploy('1.5', { settle: 'seen' });
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'world-moved' });
    expect(world.mutations()).toEqual([]);
  });
});
