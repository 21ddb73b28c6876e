import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/actions/catalogue.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import { planOf } from '../support/plan-of.ts';
import { pass, StepsMemory } from '../support/run-steps.ts';
import { node } from '../support/shop-world.ts';
import { drain, startDrainWorld, type DrainWorld } from './drain-world.ts';

const nodeKey = { resource: 'nodes', name: 'node-1' };

let world: DrainWorld;
let memory: StepsMemory;
beforeEach(async () => {
  memory = new StepsMemory();
  world = await startDrainWorld();
});
afterEach(async () => world.stop());

/** Each pod was evicted at most once. */
const expectOnce = (count: number): void => {
  const uids = world.evictedUids();
  expect(new Set(uids).size).toBe(uids.length);
  expect(uids).toHaveLength(count);
};

describe('a drain carried out', () => {
  it('cordons once, evicts each pod once, and ends with none left', async () => {
    const plan = await planOf(world.tools, drain);
    const result = await world.toTheEnd(plan, memory);
    expect(result).toEqual({ outcome: 'answered', message: 'Evicted 3 pods; node-1 is drained.' });
    expectOnce(3);
    expect(world.cordons().map(({ uri }) => /fieldManager=([\w-]+)/.exec(uri)?.[1])).toEqual([
      'middlewatch-drain-exec1-1',
    ]);
    expect(world.evictions().map(({ uri }) => /fieldManager=([\w-]+)/.exec(uri)?.[1])).toEqual(
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
    await world.protect(3);
    const plan = await planOf(world.tools, drain);
    const first = await pass(world.tools, plan, memory);
    expect(first).toEqual({
      outcome: 'again',
      message: 'Evicted 0 of 3; waiting: disruption budget shop/checkout allows 0',
      againInMs: 5000,
    });
    expect(world.evictions()).toEqual([]);
    // The other ready pods of the same controller would hear the same.
    expect(world.mutations().filter(({ uri }) => uri.includes('/eviction'))).toHaveLength(1);
    await world.protect(2);
    expect(await world.toTheEnd(plan, memory)).toMatchObject({ outcome: 'answered' });
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
      expect(await world.toTheEnd(plan, memory)).toMatchObject({
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
      expect(await world.toTheEnd(plan, memory)).toMatchObject({ outcome: 'answered' });
      expect(world.cordons()).toHaveLength(1);
    },
  );

  it('a pod that is still ending is not evicted again; the drain waits for it', async () => {
    const plan = await planOf(world.tools, drain);
    world.kubernetes.pauseController('kubelet');
    await pass(world.tools, plan, memory);
    const again = await pass(world.tools, plan, memory);
    expect(again).toMatchObject({ outcome: 'again', message: 'Evicted 3 of 3; 3 still ending' });
    expectOnce(3);
    world.kubernetes.resumeController('kubelet');
    expect(await world.toTheEnd(plan, memory)).toMatchObject({ outcome: 'answered' });
    expectOnce(3);
  });

  it('of two cordons, one late, only one lands', async () => {
    const plan = await planOf(world.tools, drain);
    await world.protect(3);
    world.kubernetes.injectFault({
      method: 'PATCH',
      path: /node-1/,
      fault: { kind: 'delay', ms: 300 },
      times: 1,
    });
    const late = pass(world.tools, plan, memory);
    await expect
      .poll(() => world.kubernetes.requests().filter(({ fault }) => fault === 'delay').length)
      .toBe(1);
    await pass(world.tools, plan, memory);
    await late;
    expect(world.cordons()).toHaveLength(1);
  });

  it('aborted: evicts no further, says what was done; the node stays cordoned', async () => {
    await world.protect(2);
    const plan = await planOf(world.tools, drain);
    await pass(world.tools, plan, memory);
    expect(world.evictions()).toHaveLength(1);
    const result = await pass(world.tools, plan, memory, 'aborted');
    expect(result.outcome).toBe('stopped');
    expect(result.message).toMatch(
      /^Evicted 1 of 3.*\. Stopped: it was aborted\. node-1 stays cordoned; undo lets pods onto it again\.$/,
    );
    expect(world.evictions()).toHaveLength(1);
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
    const result = await world.toTheEnd(plan, memory);
    expect(result).toMatchObject({
      outcome: 'stopped',
      message: expect.stringContaining('actions were frozen'),
    });
    expectOnce(1);
  });

  it('somebody uncordons amid: that is not overruled', async () => {
    await world.protect(3);
    const plan = await planOf(world.tools, drain);
    await pass(world.tools, plan, memory);
    world.setCordoned('node-1', false);
    expect(await pass(world.tools, plan, memory)).toMatchObject({
      outcome: 'stopped',
      message: expect.stringMatching(/Evicted 0 of .*Stopped: the node was uncordoned/),
    });
    expect(world.cordons()).toHaveLength(1);
  });

  it('somebody uncordons after a cordon whose answer was lost: found by its mark, not repeated', async () => {
    const plan = await planOf(world.tools, drain);
    world.kubernetes.injectFault({
      method: 'PATCH',
      path: /nodes\/node-1(?!.*dryRun)/,
      fault: { kind: 'drop-answer' },
      times: 1,
    });
    expect(await pass(world.tools, plan, memory)).toMatchObject({ outcome: 'again' });
    world.setCordoned('node-1', false);
    expect(await pass(world.tools, plan, memory)).toMatchObject({
      outcome: 'stopped',
      message: expect.stringMatching(/Stopped: the node was uncordoned/),
    });
    expect(world.cordons()).toHaveLength(1);
  });

  it('a pod that came after the plan is left alone, and named', async () => {
    const plan = await planOf(world.tools, drain);
    await pass(world.tools, plan, memory);
    world.pod('stranger');
    const result = await world.toTheEnd(plan, memory);
    expect(result).toMatchObject({ outcome: 'stopped', message: expect.stringContaining('shop/stranger') });
    expectOnce(3);
  });

  it('does nothing when the world moved before the first step', async () => {
    const plan = await planOf(world.tools, drain);
    world.setCordoned('node-1', true);
    expect(await pass(world.tools, plan, memory)).toMatchObject({
      outcome: 'world-moved',
      message: expect.stringContaining('node-1 was cordoned or uncordoned since this was planned'),
    });
    expect(world.mutations()).toEqual([]);
  });

  it('a node that is gone ends it', async () => {
    const plan = await planOf(world.tools, drain);
    await world.protect(3);
    await pass(world.tools, plan, memory);
    world.kubernetes.delete(nodeKey);
    expect(await pass(world.tools, plan, memory)).toMatchObject({
      outcome: 'stopped',
      message: expect.stringContaining('The node is gone'),
    });
  });
});
