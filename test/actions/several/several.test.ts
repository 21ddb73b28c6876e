import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/actions/catalogue.ts';
import { factsDifference } from '../../../src/actions/facts-difference.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import { inverseOfSeveral } from '../../../src/actions/several/inverse-of-several.ts';
import { verifySeveral } from '../../../src/actions/several/verify-several.ts';
import type { ActionParameters } from '../../../src/model/action.ts';
import type { ObjectReference } from '../../../src/model/object-reference.ts';
import { planOf } from '../support/plan-of.ts';
import { pass, StepsMemory } from '../support/run-steps.ts';
import { startShopWorld, type ShopWorld } from '../support/shop-world.ts';

const names = ['node-1', 'node-2', 'node-3', 'node-4'];
const nodeOf = (name: string): ObjectReference => ({ cluster: 'prod', kind: 'Node', name });
const several = (action: 'cordon' | 'uncordon', which: readonly string[]): ActionParameters => ({
  action,
  target: nodeOf(which[0] ?? ''),
  parts: which.map((name) => ({ target: nodeOf(name) })),
});
const pool = (selector: string): ActionParameters => ({
  action: 'cordon',
  target: nodeOf(selector),
  selector,
});

let world: ShopWorld;
let memory: StepsMemory;
beforeEach(async () => {
  memory = new StepsMemory();
  world = await startShopWorld({
    nodes: names.map((name) => ({ name, labels: { pool: name === 'node-4' ? 'green' : 'blue' } })),
  });
});
afterEach(async () => world.stop());

const done = () => world.mutations().filter(({ responseStatus }) => responseStatus === 200);
const marks = () => done().map(({ uri }) => /fieldManager=([\w-]+)/.exec(uri)?.[1]);
const setCordoned = (name: string, unschedulable: boolean): void => {
  world.kubernetes.change({ resource: 'nodes', name }, (object) => {
    (object['spec'] as { unschedulable?: boolean }).unschedulable = unschedulable;
  });
};

describe('the plan', () => {
  it('is one for all that have the labels: uids and facts of each in one digest, reach in total', async () => {
    const plan = await planOf(world.tools, pool('pool=blue'));
    expect(plan).toMatchObject({
      title: 'Cordon 3 nodes on prod: node-1, node-2, node-3',
      diff: ['each of the 3:', '- spec.unschedulable: false', '+ spec.unschedulable: true'],
      blastRadius: expect.stringMatching(/^3 of 4 nodes; .*1 other ready node takes pods$/),
      warnings: [],
      reversible: true,
    });
    expect(plan.parameters.parts?.map(({ target }) => target.name)).toEqual(['node-1', 'node-2', 'node-3']);
    expect((await planOf(world.tools, pool('pool=blue'))).digest).toBe(plan.digest);
  });

  it('warns of what only all together do', async () => {
    const plan = await planOf(world.tools, several('cordon', names));
    expect(plan.warnings).toContainEqual(
      expect.stringContaining('After all of them no ready node takes pods'),
    );
  });

  it('is another one when an object joins, is left, or moved; the difference says which', async () => {
    const before = await planOf(world.tools, pool('pool=blue'));
    world.kubernetes.change({ resource: 'nodes', name: 'node-4' }, (node) => {
      node.metadata.labels = { pool: 'blue' };
    });
    setCordoned('node-2', true);
    const after = await planOf(world.tools, before.parameters);
    expect(after.digest).not.toBe(before.digest);
    expect(after.warnings).toContain('Left out, as they are so already: node-2.');
    expect(factsDifference(before, after)).toBe(
      'node-4 came to it since this was planned. node-2 is no longer part of it.',
    );
  });

  it('is a plan for one where only one is left, and stays the same when it is made again', async () => {
    setCordoned('node-1', true);
    setCordoned('node-3', true);
    const plan = await planOf(world.tools, several('cordon', names.slice(0, 3)));
    expect(plan).toMatchObject({
      title: 'Cordon node/node-2 on prod',
      warnings: ['Left out, as they are so already: node-1, node-3.'],
    });
    expect((await planOf(world.tools, plan.parameters)).digest).toBe(plan.digest);
    const selected = await planOf(world.tools, pool('pool=blue'));
    expect((await planOf(world.tools, selected.parameters)).digest).toBe(selected.digest);
  });

  it.each([
    [pool('pool=red'), 'not-found', 'No node on prod has the labels pool=red'],
    [several('cordon', ['node-1', 'node-9']), 'not-found', 'node/node-9: There is no node/node-9'],
    [
      { action: 'drain', target: nodeOf('pool=blue'), selector: 'pool=blue' } as const,
      'bad-value',
      'One object at a time: drain takes no list and no labels.',
    ],
  ])('is refused as a whole: %j', async (parameters, reason, message) => {
    const refused = await makePlan(world.tools, parameters);
    expect(refused).toMatchObject({ refused: true, reason, message: expect.stringContaining(message) });
  });

  it('holds at most 20 objects, and says how many too many', async () => {
    for (let count = 5; count <= 22; count += 1)
      world.kubernetes.apply({
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: `node-${count}`, labels: { pool: 'large' } },
      });
    const few = await makePlan(world.tools, pool('pool=large'));
    expect(few).toMatchObject({ title: expect.stringContaining('Cordon 18 nodes') });
    expect(await makePlan(world.tools, pool('pool'))).toMatchObject({
      reason: 'bad-value',
      message: expect.stringContaining('These are 22 nodes on prod; one plan holds at most 20'),
    });
  });

  it('is the plan of a single one where only one has the labels', async () => {
    const plan = await planOf(world.tools, pool('pool=green'));
    expect(plan.parts).toBeUndefined();
    expect(plan.parameters).toEqual({ action: 'cordon', target: nodeOf('node-4') });
  });
});

describe('carried out', () => {
  it('one after the other, each once, under a mark of its own; undone in one plan', async () => {
    const plan = await planOf(world.tools, pool('pool=blue'));
    expect(await pass(world.tools, plan, memory)).toEqual({
      outcome: 'answered',
      message: 'Carried out on all 3: node/node-1, node/node-2, node/node-3.',
    });
    expect(marks()).toEqual([1, 2, 3].map((n) => `middlewatch-cordon-exec1-${n}`));
    expect(memory.progress[0]).toBe('1 of 3 done; now node/node-2');
    const inverse = await inverseOfSeveral(world.tools, plan, memory.steps);
    expect(inverse).toEqual(several('uncordon', ['node-1', 'node-2', 'node-3']));
    const undo = await planOf(world.tools, inverse as ActionParameters);
    expect(undo.title).toBe('Uncordon 3 nodes on prod: node-1, node-2, node-3');
  });

  it('nothing is sent when any of them moved before the first', async () => {
    const plan = await planOf(world.tools, pool('pool=blue'));
    setCordoned('node-3', true);
    expect(await pass(world.tools, plan, memory)).toMatchObject({
      outcome: 'world-moved',
      message: expect.stringContaining('node-3 is no longer part of it'),
    });
    expect(world.mutations()).toEqual([]);
  });

  it('stops at the first that fails, and says what was done and what not', async () => {
    const plan = await planOf(world.tools, pool('pool=blue'));
    const { length } = world.kubernetes.requests();
    expect(length).toBeGreaterThan(0);
    world.kubernetes.injectFault({
      method: 'PATCH',
      path: /node-2/,
      fault: { kind: 'error', status: 403, message: 'admission webhook says no' },
    });
    const result = await pass(world.tools, plan, memory);
    expect(result.outcome).toBe('stopped');
    expect(result.message).toMatch(
      /^Carried out on 1 of 3: node\/node-1\. Stopped at node\/node-2: .*admission webhook says no.* Not begun: node\/node-3\.$/,
    );
    expect(memory.steps.map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
    // Also a later pass begins nothing.
    expect(await pass(world.tools, plan, memory)).toMatchObject({ outcome: 'stopped' });
    expect(marks()).toEqual(['middlewatch-cordon-exec1-1']);
    expect(await inverseOfSeveral(world.tools, plan, memory.steps)).toEqual({
      action: 'uncordon',
      target: nodeOf('node-1'),
    });
  });

  it('nothing was done: refused, not stopped', async () => {
    const plan = await planOf(world.tools, pool('pool=blue'));
    world.kubernetes.injectFault({
      method: 'PATCH',
      path: /node-1/,
      fault: { kind: 'error', status: 403, message: 'no' },
    });
    expect(await pass(world.tools, plan, memory)).toMatchObject({ outcome: 'refused' });
    expect(done()).toEqual([]);
  });

  it.each(['drop-answer', 'reset-before'] as const)(
    'goes on after a crash amid (%s) with a look, and repeats nothing that happened',
    async (kind) => {
      const plan = await planOf(world.tools, pool('pool=blue'));
      world.kubernetes.injectFault({ method: 'PATCH', path: /node-2/, fault: { kind }, times: 1 });
      expect(await pass(world.tools, plan, memory)).toMatchObject({ outcome: 'again' });
      // A new process has only what was committed.
      expect(memory.steps).toMatchObject([{ outcome: 'done' }, { name: 'node/node-2' }]);
      expect(await pass(world.tools, plan, memory)).toMatchObject({ outcome: 'answered' });
      expect(marks()).toEqual([1, 2, 3].map((n) => `middlewatch-cordon-exec1-${n}`));
    },
  );

  it.each(['aborted', 'frozen'] as const)('%s amid: the rest is not begun', async (why) => {
    const plan = await planOf(world.tools, pool('pool=blue'));
    const begin = memory.begin;
    const counting = Object.assign(memory, {
      begin: async (step: Parameters<typeof begin>[0]) => {
        if (memory.steps.length === 2) memory.refuse = why;
        return begin(step);
      },
    });
    const result = await pass(world.tools, plan, counting);
    expect(result).toMatchObject({ outcome: 'stopped' });
    expect(result.message).toMatch(/^Carried out on 2 of 3: .* Not on node\/node-3: /);
    expect(done()).toHaveLength(2);
  });

  it('after its time only what had left is looked at', async () => {
    const plan = await planOf(world.tools, pool('pool=blue'));
    world.kubernetes.injectFault({
      method: 'PATCH',
      path: /node-1/,
      fault: { kind: 'drop-answer' },
      times: 1,
    });
    await pass(world.tools, plan, memory);
    expect(await pass(world.tools, plan, memory, 'over')).toEqual({
      outcome: 'stopped',
      message: 'Carried out on 1 of 3: node/node-1. Not on node/node-2, node/node-3: its time is over.',
    });
    expect(done()).toHaveLength(1);
  });
});

describe('the verdict', () => {
  const look = async (plan: Parameters<typeof verifySeveral>[0]) =>
    verifySeveral(plan, {
      executionId: 'exec1',
      steps: memory.steps,
      options: { since: 0, stableMs: 0 },
      look: async (part, options) => catalogue.cordon.verify(world.tools, part, options),
    });

  it('is of each, and in total the worst of them', async () => {
    const plan = await planOf(world.tools, pool('pool=blue'));
    await pass(world.tools, plan, memory);
    await expect
      .poll(async () => look(plan))
      .toMatchObject({
        result: 'worked',
        sentence: 'Of 3: 3 worked.',
      });
    setCordoned('node-2', false);
    expect(await look(plan)).toMatchObject({
      result: 'no-effect',
      sentence: 'Of 3: 2 worked, 1 no effect.',
      parts: [{ result: 'worked' }, { name: 'node/node-2', result: 'no-effect' }, { result: 'worked' }],
    });
  });

  it('is never worked where not all were done', async () => {
    const plan = await planOf(world.tools, pool('pool=blue'));
    await pass(world.tools, plan, memory);
    memory.steps = memory.steps.slice(0, 2);
    await expect
      .poll(async () => look(plan))
      .toMatchObject({
        result: 'partly',
        sentence: 'Only 2 of 3 were done. Of these: 2 worked.',
      });
  });
});
