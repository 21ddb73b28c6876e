import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePlan } from '../../src/actions/make-plan.ts';
import { checkout, node, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
  await world.deploy('1.4');
});
afterEach(async () => world.stop());

it('a mistyped name is answered with the nearest one in the same place', async () => {
  const target = { ...checkout, name: 'chekout' };
  expect(await makePlan(world.tools, { action: 'rollback', target })).toMatchObject({
    reason: 'not-found',
    message: expect.stringMatching(
      /^There is no deploy\/chekout .* Did you mean deploy\/checkout in /,
    ) as string,
  });
});

it('nothing is guessed for a name that is like none, or of which nothing can be listed', async () => {
  const target = { ...checkout, name: 'payroll' };
  expect(await makePlan(world.tools, { action: 'rollback', target })).toHaveProperty(
    'message',
    expect.not.stringContaining('Did you mean'),
  );
  const elsewhere = { ...checkout, name: 'chekout', namespace: 'other' };
  expect(await makePlan(world.tools, { action: 'rollback', target: elsewhere })).toHaveProperty(
    'message',
    expect.not.stringContaining('Did you mean'),
  );
});

it('a node too', async () => {
  const target = { ...node, name: `${node.name}x` };
  expect(await makePlan(world.tools, { action: 'cordon', target })).toHaveProperty(
    'message',
    expect.stringContaining(`Did you mean node/${node.name}`),
  );
});
