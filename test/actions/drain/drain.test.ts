import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/actions/catalogue.ts';
import { factsDifference } from '../../../src/actions/facts-difference.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import type { StepsResult } from '../../../src/actions/steps.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { planOf } from '../support/plan-of.ts';
import { pass, StepsMemory } from '../support/run-steps.ts';
import { node, startShopWorld, type ShopWorld } from '../support/shop-world.ts';

const drain = { action: 'drain', target: node } as const;
const budgetKey = { resource: 'poddisruptionbudgets.policy', namespace: 'shop', name: 'checkout' };
const nodeKey = { resource: 'nodes', name: 'node-1' };

let world: ShopWorld;
let memory: StepsMemory;
/** Everything runs on node-1; node-2 opens when the pods are there. */
beforeEach(async () => {
  memory = new StepsMemory();
  world = await startShopWorld();
  setCordoned('node-2', true);
  await world.deploy('1.4');
  setCordoned('node-2', false);
});
afterEach(async () => world.stop());

function setCordoned(name: string, unschedulable: boolean): void {
  world.kubernetes.change({ resource: 'nodes', name }, (object) => {
    const spec = object['spec'] as { unschedulable?: boolean };
    if (unschedulable) spec.unschedulable = true;
    else delete spec.unschedulable;
  });
}
const protect = async (minAvailable: number): Promise<void> => {
  world.kubernetes.apply({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'checkout', namespace: 'shop' },
    spec: { minAvailable, selector: { matchLabels: { app: 'checkout' } } },
  });
  await world.kubernetes.until(() => {
    const object = world.kubernetes.read(budgetKey);
    const status = object?.['status'] as { observedGeneration?: number; currentHealthy?: number } | undefined;
    return status?.observedGeneration === object?.metadata.generation && status?.currentHealthy === 3;
  });
};
const pod = (name: string, more: object = {}): void => {
  world.kubernetes.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop' },
    spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'x:1' }], ...more },
  });
};
const evictions = () =>
  world.mutations().filter(({ uri, responseStatus }) => uri.includes('/eviction') && responseStatus === 201);
const cordons = () =>
  world.mutations().filter(({ method, responseStatus }) => method === 'PATCH' && responseStatus === 200);
/** Each pod was evicted at most once. */
const expectOnce = (count: number): void => {
  const uids = evictions().map(({ body }) => JSON.stringify(body).match(/"uid":"([\w-]+)"/)?.[1]);
  expect(new Set(uids).size).toBe(uids.length);
  expect(uids).toHaveLength(count);
};
const toTheEnd = async (plan: Plan, memory_ = memory): Promise<StepsResult> => {
  for (;;) {
    const result = await pass(world.tools, plan, memory_);
    if (result.outcome !== 'again') return result;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

describe('the plan', () => {
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
      expect.stringMatching(/^Nowhere else ready, so away until a new pod is: shop\/ReplicaSet\/checkout-/),
    ]);
    expect(world.mutations()).toEqual([]);
  });

  it('says which budget would refuse now', async () => {
    await protect(3);
    const plan = await planOf(world.tools, drain);
    expect(plan.warnings[0]).toMatch(
      /^The disruption budget checkout needs 3 healthy pods and has 3 currently\. shop\/checkout-.* would have to wait/,
    );
    await protect(2);
    expect((await planOf(world.tools, drain)).warnings[0]).toBe(
      'Disruption budget shop/checkout allows 1 of these 3 pods at a time: the others wait for new ones to be ready.',
    );
  });

  it('is the same while pods come and go, and another for another version or controller', async () => {
    const plan = await planOf(world.tools, drain);
    const [one] = world.kubernetes.list('pods', 'shop');
    setCordoned('node-2', true);
    world.kubernetes.delete({ resource: 'pods', namespace: 'shop', name: one?.metadata.name ?? '' });
    await world.deploy('1.4');
    setCordoned('node-2', false);
    expect((await planOf(world.tools, drain)).digest).toBe(plan.digest);
    pod('report-29000001-x', {});
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
    pod('bare', spec);
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
    await protect(1);
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
    setCordoned('node-2', true);
    const plan = await planOf(world.tools, drain);
    expect(plan.risk).toBe('high');
    expect(plan.warnings).toContain(
      'No other ready node takes pods: the evicted ones will have nowhere to run.',
    );
  });
});

describe('carried out', () => {
  it('cordons once, evicts each pod once, and ends with none left', async () => {
    const plan = await planOf(world.tools, drain);
    const result = await toTheEnd(plan);
    expect(result).toEqual({ outcome: 'answered', message: 'Evicted 3 pods; node-1 is drained.' });
    expectOnce(3);
    expect(cordons().map(({ uri }) => /fieldManager=([\w-]+)/.exec(uri)?.[1])).toEqual([
      'middlewatch-drain-exec1-1',
    ]);
    expect(evictions().map(({ uri }) => /fieldManager=([\w-]+)/.exec(uri)?.[1])).toEqual(
      [2, 3, 4].map((n) => `middlewatch-drain-exec1-${n}`),
    );
    await expect
      .poll(async () => catalogue.drain.verify(world.tools, plan, { since: 0, stableMs: 0 }), {
        timeout: 10_000,
      })
      .toMatchObject({ result: 'worked', sentence: expect.stringContaining('Node node-1 is drained') });
    expect(await catalogue.drain.inverse(world.tools, plan)).toEqual({ action: 'uncordon', target: node });
    expect(await makePlan(world.tools, drain)).toMatchObject({ reason: 'already-so' });
  });

  it('waits for a budget, says for which, and goes on when it allows', async () => {
    await protect(3);
    const plan = await planOf(world.tools, drain);
    const first = await pass(world.tools, plan, memory);
    expect(first).toEqual({
      outcome: 'again',
      message: 'Evicted 0 of 3; waiting: disruption budget shop/checkout allows 0',
      againInMs: 5000,
    });
    expect(evictions()).toEqual([]);
    await protect(2);
    expect(await toTheEnd(plan)).toMatchObject({ outcome: 'answered' });
    expectOnce(3);
    expect(
      memory.progress.some((line) => /^Evicted [12] of 3; .*waiting: disruption budget/.test(line)),
    ).toBe(true);
  });

  it.each(['drop-answer', 'reset-before'] as const)(
    'an eviction that is lost (%s) is looked for',
    async (kind) => {
      const plan = await planOf(world.tools, drain);
      world.kubernetes.injectFault({ method: 'POST', path: /eviction/, fault: { kind }, times: 1 });
      expect(await toTheEnd(plan)).toMatchObject({
        outcome: 'answered',
        message: expect.stringContaining('3 pods'),
      });
      expectOnce(3);
    },
  );

  it.each(['drop-answer', 'reset-before'] as const)(
    'a cordon that is lost (%s) is made once',
    async (kind) => {
      const plan = await planOf(world.tools, drain);
      world.kubernetes.injectFault({ method: 'PATCH', path: /node-1/, fault: { kind }, times: 1 });
      expect(await pass(world.tools, plan, memory)).toMatchObject({ outcome: 'again' });
      expect(await toTheEnd(plan)).toMatchObject({ outcome: 'answered' });
      expect(cordons()).toHaveLength(1);
    },
  );

  it('aborted: evicts no further, says what was done; the node stays cordoned', async () => {
    await protect(2);
    const plan = await planOf(world.tools, drain);
    await pass(world.tools, plan, memory);
    expect(evictions()).toHaveLength(1);
    const result = await pass(world.tools, plan, memory, 'aborted');
    expect(result.outcome).toBe('stopped');
    expect(result.message).toMatch(
      /^Evicted 1 of 3.*\. Stopped: it was aborted\. .* undo lets pods onto it again\.$/,
    );
    expect(evictions()).toHaveLength(1);
    expect(
      await catalogue.drain.verify(world.tools, plan, { since: 0, stableMs: 0, stopped: true }),
    ).toMatchObject({
      result: 'partly',
      sentence: expect.stringContaining('Node node-1 is cordoned'),
    });
    expect(await catalogue.drain.inverse(world.tools, plan)).toEqual({ action: 'uncordon', target: node });
  });

  it.each(['aborted', 'over'] as const)('%s before it began: nothing was changed', async (sending) => {
    const plan = await planOf(world.tools, drain);
    expect(await pass(world.tools, plan, memory, sending)).toMatchObject({ outcome: 'refused' });
    expect(world.mutations()).toEqual([]);
  });

  it('frozen amid: stops as an abort does', async () => {
    const plan = await planOf(world.tools, drain);
    const { begin } = memory;
    Object.assign(memory, {
      begin: async (step: Parameters<typeof begin>[0]) => {
        if (memory.steps.length === 2) memory.refuse = 'frozen';
        return begin(step);
      },
    });
    const result = await toTheEnd(plan);
    expect(result).toMatchObject({
      outcome: 'stopped',
      message: expect.stringContaining('actions were frozen'),
    });
    expectOnce(1);
  });

  it('somebody uncordons amid: that is not overruled', async () => {
    await protect(3);
    const plan = await planOf(world.tools, drain);
    await pass(world.tools, plan, memory);
    setCordoned('node-1', false);
    expect(await pass(world.tools, plan, memory)).toMatchObject({
      outcome: 'stopped',
      message: expect.stringMatching(/Evicted 0 of .*Stopped: the node was uncordoned/),
    });
    expect(cordons()).toHaveLength(1);
  });

  it('a pod that came after the plan is left alone, and named', async () => {
    const plan = await planOf(world.tools, drain);
    await pass(world.tools, plan, memory);
    pod('stranger');
    const result = await toTheEnd(plan);
    expect(result).toMatchObject({ outcome: 'stopped', message: expect.stringContaining('shop/stranger') });
    expectOnce(3);
  });

  it('does nothing when the world moved before the first step', async () => {
    const plan = await planOf(world.tools, drain);
    setCordoned('node-1', true);
    expect(await pass(world.tools, plan, memory)).toMatchObject({
      outcome: 'world-moved',
      message: expect.stringContaining('node-1 was cordoned or uncordoned since this was planned'),
    });
    expect(world.mutations()).toEqual([]);
  });

  it('a node that is gone ends it', async () => {
    const plan = await planOf(world.tools, drain);
    await protect(3);
    await pass(world.tools, plan, memory);
    world.kubernetes.delete(nodeKey);
    expect(await pass(world.tools, plan, memory)).toMatchObject({
      outcome: 'stopped',
      message: expect.stringContaining('The node is gone'),
    });
  });
});
