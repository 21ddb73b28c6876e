import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inverseOfSeveral } from '../../../src/actions/several/inverse-of-several.ts';
import type { KubeObject } from '../../../src/drill/kubernetes/kube-object.ts';
import type { ActionName, ActionParameters, ActionValues } from '../../../src/model/action.ts';
import type { ObjectReference } from '../../../src/model/object-reference.ts';
import { planOf } from '../support/plan-of.ts';
import { pass, StepsMemory } from '../support/run-steps.ts';
import { checkout, startShopWorld, type ShopWorld } from '../support/shop-world.ts';
import { makeReport, report } from '../support/workloads.ts';

let world: ShopWorld;
let memory: StepsMemory;
beforeEach(async () => {
  memory = new StepsMemory();
  world = await startShopWorld();
});
afterEach(async () => world.stop());

const deploy = (name: string, replicas: number): void => {
  const labels = { app: name, tier: 'shop' };
  world.kubernetes.apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', labels },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: `shop/${name}:1` }] } },
    },
  });
};
const isReady = (pod: KubeObject): boolean =>
  ((pod['status'] as { conditions?: { type: string; status: string }[] }).conditions ?? []).some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
const ready = async (count: number): Promise<void> =>
  world.kubernetes.until(() => world.kubernetes.list('pods', 'shop').filter(isReady).length === count);
const of = (name: string): ObjectReference => ({ ...checkout, name });
const labelled = (action: ActionName, values: ActionValues = {}, kind = 'Deployment'): ActionParameters =>
  ({
    action,
    target: { ...checkout, kind, name: 'tier=shop' },
    selector: 'tier=shop',
    ...values,
  }) as ActionParameters;
const calls = () => world.mutations().filter(({ responseStatus }) => responseStatus < 300);

describe('any action takes several objects', () => {
  beforeEach(async () => {
    deploy('cart', 1);
    deploy('search', 2);
    await world.deploy('1.4');
    await ready(6);
  });

  it('restart: the share of the pods in total', async () => {
    const plan = await planOf(world.tools, labelled('restart'));
    expect(plan.title).toBe('Restart 2 deployments in shop on prod: cart, search');
    expect(plan.blastRadius).toBe('2 deployments with 3 of 6 pods (50 %) in shop');
    expect(plan.reversible).toBe(false);
    expect(await pass(world.tools, plan, memory)).toMatchObject({ outcome: 'answered' });
    expect(calls()).toHaveLength(2);
  });

  it('scale: the same number for all, undone to the number of each', async () => {
    const plan = await planOf(world.tools, labelled('scale', { replicas: 4 }));
    expect(plan.title).toBe('Scale 2 deployments in shop on prod (replicas 4): cart, search');
    expect(plan.diff).toContain('deploy/cart:');
    expect(await pass(world.tools, plan, memory)).toMatchObject({ outcome: 'answered' });
    expect(await inverseOfSeveral(world.tools, plan, memory.steps)).toMatchObject({
      action: 'scale',
      parts: [
        { target: of('cart'), replicas: 1 },
        { target: of('search'), replicas: 2 },
      ],
    });
  });

  it('evict-pod: waits where a budget says no, and goes on', async () => {
    world.kubernetes.apply({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'search', namespace: 'shop' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'search' } } },
    });
    const key = { resource: 'poddisruptionbudgets.policy', namespace: 'shop', name: 'search' };
    await world.kubernetes.until(
      () =>
        (world.kubernetes.read(key)?.['status'] as { disruptionsAllowed?: number } | undefined)
          ?.disruptionsAllowed === 1,
    );
    const plan = await planOf(world.tools, labelled('evict-pod', {}, 'Pod'));
    expect(plan.blastRadius).toBe('3 pods of 6 pods in shop');
    let result = await pass(world.tools, plan, memory);
    for (let tries = 0; result.outcome === 'again' && tries < 500; tries += 1) {
      expect(result.message).toMatch(/disruption budget search needs 1 healthy pods/);
      await new Promise((resolve) => setTimeout(resolve, 10));
      result = await pass(world.tools, plan, memory);
    }
    expect(result).toMatchObject({ outcome: 'answered' });
    const uids = calls().map(({ body }) => JSON.stringify(body).match(/"uid":"([\w-]+)"/)?.[1]);
    expect(uids).toHaveLength(3);
    expect(new Set(uids).size).toBe(3);
  });

  it('names stay within what Kubernetes allows', async () => {
    makeReport(world);
    const made = world.kubernetes.read({ resource: 'cronjobs.batch', namespace: 'shop', name: 'report' });
    world.kubernetes.apply({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'audit', namespace: 'shop' },
      spec: made?.['spec'],
    });
    const target = report;
    const plan = await planOf(world.tools, {
      action: 'run-now',
      target,
      parts: [{ target }, { target: { ...target, name: 'audit' } }],
    });
    expect(await pass(world.tools, plan, memory)).toMatchObject({ outcome: 'answered' });
    expect(world.kubernetes.list('jobs.batch', 'shop').map(({ metadata }) => metadata.name)).toEqual([
      'audit-mw-exec1-2',
      'report-mw-exec1-1',
    ]);
  });
});
