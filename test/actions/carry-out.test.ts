import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryOut, type CallOptions, type CallResult } from '../../src/actions/carry-out.ts';
import type { Fault } from '../../src/drill/kubernetes/fault.ts';
import type { Plan } from '../../src/model/plan.ts';
import { planOf } from './support/plan-of.ts';
import { checkout, checkoutKey, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
let plan: Plan;
beforeEach(async () => {
  world = await startShopWorld();
  await world.deploy('1.4');
  plan = await planOf(world.tools, { action: 'scale', target: checkout, replicas: 5 });
});
afterEach(async () => world.stop());

const run = async (options: Partial<CallOptions> = {}): Promise<CallResult> =>
  carryOut(world.tools, {
    plan,
    executionId: 'exec1',
    earlierCall: 'none',
    sending: 'allowed',
    begin: async () => 'first',
    ...options,
  });
/** Patches that were carried out. */
const done = () => world.mutations().filter(({ responseStatus }) => responseStatus === 200);
const lose = (fault: Fault['fault']): void => {
  world.kubernetes.injectFault({ method: 'PATCH', path: /scale/, fault, times: 1 });
};
const setReplicas = (replicas: number): void => {
  world.kubernetes.change(
    checkoutKey,
    (deployment) => ((deployment['spec'] as { replicas: number }).replicas = replicas),
    { manager: 'horizontal-pod-autoscaler' },
  );
};

describe('at most once', () => {
  it('commits that the call leaves before it leaves', async () => {
    const order: string[] = [];
    await run({
      begin: async () => {
        order.push(`begin after ${world.mutations().length} mutations`);
        return 'first';
      },
    });
    expect(order).toEqual(['begin after 0 mutations']);
    expect(done()).toHaveLength(1);
  });

  it('sends nothing when the commit says that it is not executing any more', async () => {
    expect(await run({ begin: async () => 'not-executing' })).toMatchObject({ outcome: 'again' });
    expect(world.mutations()).toEqual([]);
  });

  it('looks first when somebody else had begun', async () => {
    expect(await run()).toMatchObject({ outcome: 'answered' });
    // The other process read the state before; its commit says "again".
    setReplicas(3);
    const result = await run({ begin: async () => 'again' });
    expect(result.outcome).not.toBe('answered');
    expect(done()).toHaveLength(1);
  });

  it('finds a lost answer done, by its name among the managed fields', async () => {
    lose({ kind: 'drop-answer' });
    expect(await run()).toMatchObject({ outcome: 'again' });
    const found = await run({ earlierCall: 'possible' });
    expect(found).toMatchObject({ outcome: 'found-done' });
    expect(found.message).toContain('this call was carried out, once');
    expect(done()).toHaveLength(1);
  });

  it.each([
    { kind: 'reset-before' },
    { kind: 'error', status: 500, message: 'etcdserver: request timed out' },
    { kind: 'error', status: 504 },
    { kind: 'too-many-requests', retryAfterSeconds: 1 },
  ] as const)('repeats after $kind only when a look says not done, and says so', async (fault) => {
    lose(fault);
    expect(await run()).toMatchObject({ outcome: 'again' });
    const result = await run({ earlierCall: 'possible' });
    expect(result).toMatchObject({ outcome: 'answered' });
    expect(result.message).toContain('a look at the cluster showed that nothing had happened');
    expect(done()).toHaveLength(1);
  });

  it('lets a late first call and its repeat land once: the other meets a 409', async () => {
    // The first call is held up on its way while the repeat is looked for and sent.
    lose({ kind: 'delay', ms: 400 });
    const slow = run();
    await expect
      .poll(() => world.kubernetes.requests().filter(({ method }) => method === 'PATCH').length)
      .toBeGreaterThan(0);
    const repeat = await run({ earlierCall: 'possible' });
    const first = await slow;
    expect([repeat.outcome, first.outcome]).toContain('answered');
    expect(done()).toHaveLength(1);
  });

  it.each([403, 404, 422])(
    'a repeat that is answered %i says nothing about the call before it',
    async (status) => {
      lose({ kind: 'error', status });
      const late = await run({ earlierCall: 'possible' });
      // What left before may have landed between the look and the repeat.
      expect(late.outcome).toBe('again');
      expect(late.message).not.toContain('Nothing was changed');
      lose({ kind: 'error', status });
      expect(await run()).toMatchObject({ outcome: 'refused' });
    },
  );

  it('does not repeat what somebody changed back meanwhile: it cannot be told', async () => {
    lose({ kind: 'drop-answer' });
    await run();
    // The autoscaler takes the field over, so that our name is gone and the number is as before.
    setReplicas(3);
    const result = await run({ earlierCall: 'possible' });
    expect(result).toMatchObject({ outcome: 'unknown' });
    expect(result.message).toContain('it is not repeated');
    expect(done()).toHaveLength(1);
  });

  it('only looks once its time is over', async () => {
    expect(await run({ earlierCall: 'possible', sending: 'forbidden' })).toMatchObject({
      outcome: 'refused',
    });
    expect(world.mutations()).toEqual([]);
  });

  it('leaves the world alone when the plan no longer fits', async () => {
    setReplicas(4);
    const result = await run();
    expect(result).toMatchObject({ outcome: 'world-moved' });
    expect(result.message).toContain('had 3 replicas when this was planned and has 4 now');
    expect(world.mutations()).toEqual([]);
  });

  it('says not-told-yet while the API server is away, and nothing has left', async () => {
    const remove = world.kubernetes.injectFault({ path: /./, fault: { kind: 'error', status: 503 } });
    let begun = 0;
    const result = await run({ begin: async () => ((begun += 1), 'first') });
    expect(result).toMatchObject({ outcome: 'again' });
    expect(begun).toBe(0);
    remove();
  });
});
