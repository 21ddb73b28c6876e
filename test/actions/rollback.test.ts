import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/actions/action.ts';
import { carryOut } from '../../src/actions/carry-out.ts';
import { makePlan } from '../../src/actions/make-plan.ts';
import type { ClusterClient } from '../../src/cluster/cluster-client.ts';
import { rollback } from '../../src/actions/rollback.ts';
import type { Plan, PlanRefusal } from '../../src/model/plan.ts';
import { carry, planOf } from './support/plan-of.ts';
import { checkout, checkoutKey, startShopWorld, type ShopWorld } from './support/shop-world.ts';

let world: ShopWorld;
beforeEach(async () => {
  world = await startShopWorld();
});
afterEach(async () => world.stop());

const wanted = { action: 'rollback', target: checkout } as const;
const plan = async (revision?: number): Promise<Plan> =>
  planOf(world.tools, { ...wanted, ...(revision !== undefined && { revision }) });
const refused = async (parameters: Parameters<typeof makePlan>[1]): Promise<PlanRefusal> => {
  const made = await makePlan(world.tools, parameters);
  if (!isRefusal(made)) throw new Error(`planned: ${made.title}`);
  return made;
};

describe('the plan of a rollback', () => {
  it('names an explicit revision with images and age, and changes nothing', async () => {
    await world.deploy('1.4', { env: [{ name: 'DB_PASSWORD', value: 'old "secret" phrase' }] });
    await world.deploy('1.5', { env: [{ name: 'DB_PASSWORD', value: 'new secret' }] });
    const before = world.kubernetes.read(checkoutKey);
    const made = await plan();
    expect(made.title).toBe('Roll back deploy/checkout in shop on prod to revision 1 (shop/checkout:1.4)');
    expect(made.parameters).toEqual({ ...wanted, revision: 1 });
    expect(made.diff).toEqual([
      expect.stringMatching(/^- revision 2 \(shop\/checkout:1\.5, made .+ ago\)$/),
      expect.stringMatching(/^\+ revision 1 \(shop\/checkout:1\.4, made .+ ago\)$/),
      '- app image: shop/checkout:1.5',
      '+ app image: shop/checkout:1.4',
      '- app env DB_PASSWORD="[redacted]"',
      expect.stringMatching(/^\+ app env DB_PASSWORD="\[redacted\]/),
    ]);
    expect(made.dryRun.accepted).toBe(true);
    expect(made.blastRadius).toBe('3 pods are replaced, with none missing');
    expect(made.warnings).toContain(
      'The next kubectl apply brings the present state back: mend the manifest too.',
    );
    expect(world.mutations()).toEqual([]);
    expect(world.kubernetes.read(checkoutKey)?.metadata.generation).toEqual(before?.metadata.generation);
  });

  it('has the same digest for the same facts, and another one after any change of the spec', async () => {
    await world.deploy('1.4');
    await world.deploy('1.5');
    const made = await plan();
    world.kubernetes.change(checkoutKey, (deployment) => {
      deployment.metadata.labels = { ...deployment.metadata.labels, note: 'looked-at' };
    });
    expect((await plan()).digest).toBe(made.digest);
    expect((await plan(1)).digest).toBe(made.digest);
    world.kubernetes.change(checkoutKey, (deployment) => {
      (deployment['spec'] as { replicas: number }).replicas = 4;
    });
    expect((await plan()).digest).not.toBe(made.digest);
  });

  it('keeps its digest when an autoscaler moves the replicas, and only then', async () => {
    await world.deploy('1.4');
    await world.deploy('1.5');
    world.kubernetes.apply(autoscaler());
    const made = await plan();
    expect(made.facts).not.toHaveProperty('generation');
    const spec = (change: (spec: { replicas: number; minReadySeconds?: number }) => void): void => {
      world.kubernetes.change(checkoutKey, (deployment) =>
        change(deployment['spec'] as { replicas: number }),
      );
    };
    spec((one) => (one.replicas = 5));
    expect((await plan()).digest).toBe(made.digest);
    spec((one) => (one.minReadySeconds = 7));
    expect((await plan()).digest).not.toBe(made.digest);
  });

  it('passes over a revision that was rolled back before, so that twice is not back to the bad one', async () => {
    await world.deploy('1.3');
    await world.deploy('1.4');
    await world.deploy('1.5');
    await carry(world.tools, await plan(), 'first');
    await settle();
    // 1.4 runs as revision 4 now; 3 is the bad one.
    const made = await plan();
    expect(made.parameters).toMatchObject({ revision: 1 });
    expect(made.warnings).toContain('Passed over revision 3: it was rolled back before.');
    const explicit = await plan(3);
    expect(explicit.warnings).toContain('Revision 3 itself was rolled back before: it may be the bad one.');
    expect(explicit.risk).toBe('high');
  });

  it('says so when the only other revision was rolled back before', async () => {
    await world.deploy('1.4');
    await world.deploy('1.5');
    await carry(world.tools, await plan(), 'first');
    await settle();
    const made = await plan();
    expect(made.parameters).toMatchObject({ revision: 2 });
    expect(made.warnings).toContain('Revision 2 itself was rolled back before: it may be the bad one.');
  });

  it('warns who will take it back', async () => {
    await world.deploy('1.4');
    await world.deploy('1.5', {
      annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout' },
    });
    expect((await plan()).warnings.join()).toContain('Argo CD application shop owns this');
  });

  it.each([
    ['a Service', { kind: 'Service' }, 'wrong-kind', 'cannot be rolled back'],
    [
      'an object that is not there',
      { name: 'chekout' },
      'not-found',
      'There is no deploy/chekout in shop on prod',
    ],
    ['a name that leaves its path', { name: '../x' }, 'bad-value', 'cannot be the name of an object'],
    ['an object made anew', { uid: 'other' }, 'world-moved-on', 'deleted and made anew'],
  ])('refuses %s', async (_name, target, reason, message) => {
    await world.deploy('1.4');
    const refusal = await refused({ ...wanted, target: { ...checkout, ...target } });
    expect(refusal.reason).toBe(reason);
    expect(refusal.message).toContain(message);
  });

  it('refuses without an earlier revision, a revision that is not there, and the one that runs', async () => {
    await world.deploy('1.4');
    expect(await refused(wanted)).toMatchObject({ reason: 'nothing-to-return-to' });
    await world.deploy('1.5');
    const unknown = await refused({ ...wanted, revision: 9 });
    expect(unknown).toMatchObject({ reason: 'bad-value' });
    expect(unknown.message).toContain('It holds: revision 1 (shop/checkout:1.4');
    expect(await refused({ ...wanted, revision: 2 })).toMatchObject({ reason: 'already-so' });
  });

  it('refuses a paused Deployment and says how to resume it', async () => {
    await world.deploy('1.4');
    await world.deploy('1.5');
    world.kubernetes.change(checkoutKey, (deployment) => {
      (deployment['spec'] as { paused: boolean }).paused = true;
    });
    const refusal = await refused(wanted);
    expect(refusal.reason).toBe('paused');
    expect(refusal.message).toContain('kubectl rollout resume deploy/checkout -n shop');
  });

  it('says that the API server hangs, within its deadline', async () => {
    await world.deploy('1.4');
    const remove = world.kubernetes.injectFault({
      path: /deployments/,
      fault: { kind: 'error', status: 503 },
    });
    expect(await refused(wanted)).toMatchObject({ reason: 'unreachable' });
    remove();
  });
});

describe('the call of a rollback', () => {
  it('does what kubectl does, once, with its mark', async () => {
    await world.deploy('1.4', { annotations: { 'kubernetes.io/change-cause': 'good', extra: 'v1' } });
    await world.deploy('1.5', { annotations: { 'kubernetes.io/change-cause': 'bad', late: 'v2' } });
    const result = await carry(world.tools, await plan(), 'exec1');
    expect(result).toEqual({ outcome: 'answered', message: 'The API server carried it out.' });
    await settle();
    const deployment = world.kubernetes.read(checkoutKey)!;
    const template = (deployment['spec'] as { template: unknown }).template;
    expect(template).toMatchObject({ spec: { containers: [{ image: 'shop/checkout:1.4' }] } });
    expect(template).toHaveProperty('metadata.labels', { app: 'checkout' });
    expect(deployment.metadata.annotations).toMatchObject({
      'kubernetes.io/change-cause': 'good',
      'middlewatch.dev/execution': 'middlewatch-rollback-exec1',
      'deployment.kubernetes.io/revision': '3',
    });
    expect(deployment.metadata.annotations).not.toHaveProperty('late');
    // kubectl keeps the Deployment's own last-applied note.
    expect(deployment.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration']).toContain(
      'checkout:1.5',
    );
    const [mutation, ...more] = world.mutations();
    expect(more).toEqual([]);
    expect(mutation).toMatchObject({ verb: 'patch', contentType: 'application/json-patch+json' });
    expect(mutation?.uri).toContain('fieldManager=middlewatch-rollback-exec1');
    // The ReplicaSet's own bookkeeping stays with the ReplicaSet.
    expect(JSON.stringify(mutation?.body)).not.toContain('desired-replicas');
  });

  it('refuses when another version was rolled out since, with the reason in words', async () => {
    await world.deploy('1.4');
    await world.deploy('1.5');
    const made = await plan();
    await world.deploy('1.6', { settle: 'seen' });
    const result = await carry(world.tools, made, 'exec1');
    expect(result.outcome).toBe('world-moved');
    expect(result.message).toContain('Another version of deploy/checkout was rolled out since');
    expect(world.mutations()).toEqual([]);
  });

  it('tries again when the status was written in between, and never without its lock', async () => {
    await world.deploy('1.4');
    await world.deploy('1.5');
    const made = await plan();
    // Every read is followed by a write of the status: the first calls all come too late.
    let writes = 0;
    const { client } = world;
    const disturbing: ClusterClient = {
      name: client.name,
      get: async (...call) => client.get(...call),
      list: async (...call) => client.list(...call),
      text: async (...call) => client.text(...call),
      close: () => client.close(),
      change: async (...call) => {
        if (writes < 2) {
          writes += 1;
          world.kubernetes.change(checkoutKey, (deployment) => {
            (deployment['status'] as { readyReplicas: number }).readyReplicas = writes;
          });
        }
        return client.change(...call);
      },
    };
    const result = await carryOut(
      { ...world.tools, cluster: disturbing },
      {
        plan: made,
        executionId: 'exec1',
        earlierCall: 'none',
        sending: 'allowed',
        begin: async () => 'first',
      },
    );
    expect(result.outcome).toBe('answered');
    expect(world.mutations().map(({ responseStatus }) => responseStatus)).toEqual([409, 409, 200]);
  });
});

describe('undoing a rollback', () => {
  it('returns to the template from before, by its hash', async () => {
    await world.deploy('1.4');
    await world.deploy('1.5');
    const made = await plan();
    await carry(world.tools, made, 'exec1');
    await settle();
    const inverse = await rollback.inverse(world.tools, made);
    expect(inverse).toEqual({ ...wanted, revision: 2 });
  });

  it('refuses when the world has moved on', async () => {
    await world.deploy('1.4');
    await world.deploy('1.5');
    const made = await plan();
    await carry(world.tools, made, 'exec1');
    await world.deploy('1.6');
    expect(await rollback.inverse(world.tools, made)).toMatchObject({ reason: 'world-moved-on' });
  });
});

async function settle(): Promise<void> {
  await world.kubernetes.until(() => {
    const deployment = world.kubernetes.read(checkoutKey);
    const status = deployment?.['status'] as Record<string, number>;
    return (
      status['observedGeneration'] === deployment?.metadata.generation &&
      status['updatedReplicas'] === 3 &&
      status['replicas'] === 3 &&
      status['availableReplicas'] === 3
    );
  });
}

function autoscaler() {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'checkout', namespace: 'shop' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
      minReplicas: 2,
      maxReplicas: 10,
    },
  };
}
