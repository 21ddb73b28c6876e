import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan } from '../../src/actions/make-plan.ts';
import { taint } from '../../src/actions/taint.ts';
import { untaint } from '../../src/actions/untaint.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, node, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
});
afterEach(async () => world.stop());

const key = { resource: 'nodes', name: 'node-1' };
const on = (text: string) => ({ action: 'taint', target: node, taint: text }) as const;
const off = (text: string) => ({ action: 'untaint', target: node, taint: text }) as const;
const options = { since: 0, stableMs: 0 };
const batch = 'dedicated=batch:NoSchedule';
const taints = (): unknown => (world.kubernetes.read(key)?.['spec'] as Record<string, unknown>)['taints'];
const other = { key: 'gpu', value: 'a100', effect: 'NoSchedule' };
// A node's status is written all the time: a 409 changed nothing.
const done = () => world.mutations().filter(({ responseStatus }) => responseStatus === 200);
const setTaints = (list: object[]): void => {
  world.kubernetes.change(key, (one) => {
    (one['spec'] as Record<string, unknown>)['taints'] = list;
  });
};

describe('taint and untaint', () => {
  it('adds one to those that are there, once, and takes it away again', async () => {
    setTaints([other]);
    const plan = await planOf(world.tools, on(batch));
    expect(plan.diff).toEqual(['  taint gpu=a100:NoSchedule', `+ taint ${batch}`]);
    expect(plan.risk).toBe('low');
    expect(await carry(world.tools, plan, 'exec1')).toMatchObject({ outcome: 'answered' });
    const dedicated = { key: 'dedicated', value: 'batch', effect: 'NoSchedule' };
    expect(taints()).toEqual([other, dedicated]);
    expect(done()).toHaveLength(1);
    expect(done()[0]?.body).toMatchObject({
      metadata: { resourceVersion: expect.any(String) },
      spec: { taints: [other, dedicated] },
    });
    expect(await taint.verify(world.tools, plan, options)).toMatchObject({ result: 'worked' });
    expect(await makePlan(world.tools, on(batch))).toMatchObject({ reason: 'already-so' });
    expect(await taint.inverse(world.tools, plan)).toEqual(off(batch));

    const back = await planOf(world.tools, off('dedicated'));
    expect(back.parameters).toEqual(off(batch));
    await carry(world.tools, back, 'exec2');
    expect(taints()).toEqual([other]);
    expect(await untaint.verify(world.tools, back, options)).toMatchObject({ result: 'worked' });
    expect(await untaint.inverse(world.tools, back)).toEqual(on(batch));
    expect(await taint.verify(world.tools, plan, options)).toMatchObject({ result: 'no-effect' });
    expect(await taint.inverse(world.tools, plan)).toMatchObject({ reason: 'world-moved-on' });
    setTaints([other, dedicated]);
    expect(await untaint.inverse(world.tools, back)).toMatchObject({ reason: 'world-moved-on' });
    expect(await untaint.verify(world.tools, back, options)).toMatchObject({ result: 'no-effect' });
  });

  it('keeps what another writer added while the approval was awaited', async () => {
    const plan = await planOf(world.tools, on(batch));
    setTaints([other]);
    await carry(world.tools, plan, 'exec1');
    expect(taints()).toHaveLength(2);
    expect(await carry(world.tools, plan, 'exec2')).toMatchObject({ outcome: 'world-moved' });
  });

  it('takes the last one away', async () => {
    setTaints([other]);
    await carry(world.tools, await planOf(world.tools, off('gpu:NoSchedule')), 'exec1');
    expect(taints() ?? []).toEqual([]);
  });

  it('names the pods that NoExecute deletes', async () => {
    await world.deploy('1.4');
    const plan = await planOf(world.tools, on('broken:NoExecute'));
    const names = world.kubernetes
      .list('pods', 'shop')
      .filter((pod) => (pod['spec'] as { nodeName: string }).nodeName === 'node-1')
      .map(({ metadata }) => `shop/${metadata.name}`);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(plan.warnings.join()).toContain(name);
    expect(plan.warnings.join()).toContain('asks no disruption budget');
    expect(plan).toMatchObject({
      risk: 'high',
      blastRadius: `${names.length} pods are deleted at once, 0 after the time that they tolerate it`,
    });
  });

  it('refuses what is no taint, what Kubernetes keeps itself, another value, and other kinds', async () => {
    setTaints([other, { key: 'gpu', effect: 'NoExecute' }]);
    expect(await makePlan(world.tools, on('dedicated'))).toMatchObject({ reason: 'bad-value' });
    expect(await makePlan(world.tools, on('node.kubernetes.io/unschedulable:NoSchedule'))).toMatchObject({
      message: expect.stringContaining('/mw cordon node-1'),
    });
    expect(await makePlan(world.tools, on('gpu=h100:NoSchedule'))).toMatchObject({
      reason: 'bad-value',
      message: expect.stringContaining('`/mw untaint node-1 gpu=a100:NoSchedule`'),
    });
    expect(await makePlan(world.tools, off('gpu'))).toMatchObject({
      message: 'Say which one: gpu=a100:NoSchedule or gpu:NoExecute.',
    });
    expect(await makePlan(world.tools, off('none:NoSchedule'))).toMatchObject({ reason: 'already-so' });
    expect(await makePlan(world.tools, { ...on(batch), target: checkout })).toMatchObject({
      reason: 'wrong-kind',
    });
    expect(world.mutations()).toEqual([]);
  });
});
