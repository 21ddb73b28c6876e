import type { StepsResult } from '../../../src/actions/steps.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { pass, type StepsMemory } from '../support/run-steps.ts';
import { node, startShopWorld, type ShopWorld } from '../support/shop-world.ts';

export const drain = { action: 'drain', target: node } as const;

/** A shop whose pods all run on node-1, and what happens to it. */
export interface DrainWorld extends ShopWorld {
  setCordoned(name: string, unschedulable: boolean): void;
  /** A disruption budget over the three pods of the shop. */
  protect(minAvailable: number): Promise<void>;
  /** A pod on node-1 that no controller owns. */
  pod(name: string, spec?: object): void;
  evictions(): ReturnType<ShopWorld['mutations']>;
  cordons(): ReturnType<ShopWorld['mutations']>;
  /** Of each pod that was evicted, its uid: once for each eviction. */
  evictedUids(): readonly (string | undefined)[];
  /** Passes until it has ended. */
  toTheEnd(plan: Plan, memory: StepsMemory): Promise<StepsResult>;
}

const budgetKey = { resource: 'poddisruptionbudgets.policy', namespace: 'shop', name: 'checkout' };

export async function startDrainWorld(): Promise<DrainWorld> {
  const world = await startShopWorld();
  const setCordoned = (name: string, unschedulable: boolean): void => {
    world.kubernetes.change({ resource: 'nodes', name }, (object) => {
      const spec = object['spec'] as { unschedulable?: boolean };
      if (unschedulable) spec.unschedulable = true;
      else delete spec.unschedulable;
    });
  };
  setCordoned('node-2', true);
  await world.deploy('1.4');
  setCordoned('node-2', false);
  const evictions = () =>
    world
      .mutations()
      .filter(({ uri, responseStatus }) => uri.includes('/eviction') && responseStatus === 201);
  return {
    ...world,
    setCordoned,
    evictions,
    evictedUids: () => evictions().map(({ body }) => /"uid":"([\w-]+)"/.exec(JSON.stringify(body))?.[1]),
    cordons: () =>
      world.mutations().filter(({ method, responseStatus }) => method === 'PATCH' && responseStatus === 200),
    protect: async (minAvailable) => {
      world.kubernetes.apply({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'checkout', namespace: 'shop' },
        spec: { minAvailable, selector: { matchLabels: { app: 'checkout' } } },
      });
      await world.kubernetes.until(() => {
        const object = world.kubernetes.read(budgetKey);
        const status = object?.['status'] as
          { observedGeneration?: number; currentHealthy?: number } | undefined;
        return status?.observedGeneration === object?.metadata.generation && status?.currentHealthy === 3;
      });
    },
    pod: (name, spec = {}) => {
      world.kubernetes.apply({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'shop' },
        spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'x:1' }], ...spec },
      });
    },
    toTheEnd: async (plan, memory) => {
      for (;;) {
        const result = await pass(world.tools, plan, memory);
        if (result.outcome !== 'again') return result;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}
