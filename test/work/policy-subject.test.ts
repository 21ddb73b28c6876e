import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkout, checkoutKey } from '../actions/support/shop-world.ts';
import { policySubject } from '../../src/work/policy-subject.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
beforeAll(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
  const [rule] = world.workTools.policy;
  world.workTools.policy = [{ ...rule!, labels: { team: 'shop' } }];
});
afterAll(async () => world.stop());

const label = (labels: Record<string, string>): void => {
  world.kubernetes.change(checkoutKey, (deployment) => {
    deployment.metadata.labels = { app: 'checkout', ...labels };
  });
};

it('reads the labels of the object, whatever they are called', async () => {
  label({ team: 'shop', refused: 'no' });
  const subject = await policySubject(world.workTools, { action: 'scale', target: checkout }, undefined);
  expect(subject).toMatchObject({ labels: { team: 'shop', refused: 'no' }, namespace: 'shop' });
  expect(subject).not.toHaveProperty('refused');
});

it('an object says it before the alerts of its incident do', async () => {
  const snapshot = await world.snapshot();
  const alerts = [
    {
      source: 'a',
      fingerprint: 'f',
      startsAt: 1,
      endsAt: null,
      status: 'firing' as const,
      labels: { team: 'alerts', tier: 'gold' },
      annotations: {},
      generatorUrl: '',
    },
  ];
  label({ team: 'shop' });
  const incident = { ...snapshot, alerts };
  expect(await policySubject(world.workTools, { action: 'scale', target: checkout }, incident)).toMatchObject(
    {
      labels: { team: 'shop', tier: 'gold' },
    },
  );
});

it('is not read where no rule of the action asks for it, and refuses when it cannot be read', async () => {
  expect(
    await policySubject(world.workTools, { action: 'cordon', target: checkout }, undefined),
  ).toMatchObject({
    labels: {},
  });
  const gone = { ...checkout, name: 'nobody' };
  expect(await policySubject(world.workTools, { action: 'scale', target: gone }, undefined)).toMatchObject({
    refused: true,
    reason: 'not-found',
  });
});
