import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkoutKey } from '../actions/support/shop-world.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
let id: string;
beforeEach(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
  const asked = await world.ask();
  id = asked.id;
  await world.answer('U01BO', asked.handle, 'approve');
});
afterEach(async () => world.stop());

const request = async () => (await world.store.loadRequest(id))!;

describe('verification', () => {
  it('ends at its deadline as what was seen, never as worked', async () => {
    world.kubernetes.pauseController('replicaset');
    await world.work();
    world.clock.advance(599_000);
    await world.work();
    expect((await request()).state).toBe('verifying');
    world.clock.advance(2000);
    await world.work();
    expect(await request()).toMatchObject({
      state: 'done',
      execution: {
        verdict: {
          result: 'no-effect',
          sentence: expect.stringContaining('3 of 5 pods available (3 before)'),
        },
      },
    });
  });

  it('says that the object was deleted', async () => {
    world.kubernetes.pauseController('replicaset');
    await world.work();
    world.kubernetes.delete(checkoutKey);
    world.clock.advance(2000);
    await world.work();
    const { execution } = await request();
    expect(execution?.verdict).toMatchObject({
      result: 'unknown',
      sentence: 'deploy/checkout in shop on prod was deleted since.',
    });
  });

  it('waits for an API server that is away, and says so at the end', async () => {
    world.kubernetes.pauseController('replicaset');
    await world.work();
    world.kubernetes.injectFault({ path: /deployments/, fault: { kind: 'error', status: 503 } });
    world.clock.advance(2000);
    await world.work();
    expect((await request()).state).toBe('verifying');
    world.clock.advance(600_000);
    await world.work();
    const { execution } = await request();
    expect(execution?.verdict).toMatchObject({ result: 'unknown' });
    expect(execution?.verdict?.sentence).toContain('The cluster could not be looked at');
  });
});
