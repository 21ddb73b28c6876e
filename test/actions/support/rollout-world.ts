import type { ObjectReference } from '../../../src/model/object-reference.ts';
import type { ShopWorld } from './shop-world.ts';

/** An Argo Rollout with two versions; its controller does not run here: `report` writes what it would. */
export const rollout: ObjectReference = {
  cluster: 'prod',
  kind: 'Rollout',
  namespace: 'shop',
  name: 'checkout',
};
export const rolloutKey = { resource: 'rollouts.argoproj.io', namespace: 'shop', name: 'checkout' };

export const stable = 'f8d5b6c44';
export const newest = '79c8bdf5f5';

const template = (version: string, labels: Record<string, string> = {}) => ({
  metadata: { labels: { app: 'checkout', ...labels } },
  spec: { containers: [{ name: 'app', image: `shop/checkout:${version}` }] },
});

export const canarySteps = [
  { setWeight: 20 },
  { pause: {} },
  { setWeight: 60 },
  { pause: { duration: '10m' } },
];

/** Without pods until `podsRun` asks for them. @param spec replaces parts of the Rollout's spec */
export function makeRollout(world: ShopWorld, spec: object = {}): void {
  const { kubernetes } = world;
  kubernetes.pauseController('replicaset');
  kubernetes.apply({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'checkout', namespace: 'shop', annotations: { 'rollout.argoproj.io/revision': '2' } },
    spec: {
      replicas: 5,
      selector: { matchLabels: { app: 'checkout' } },
      strategy: { canary: { steps: canarySteps } },
      template: template('1.5'),
      ...spec,
    },
  });
  const uid = kubernetes.read(rolloutKey)?.metadata.uid ?? '';
  for (const [hash, revision, version, replicas] of [
    [stable, 1, '1.4', 4],
    [newest, 2, '1.5', 1],
  ] as const) {
    kubernetes.apply({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `checkout-${hash}`,
        namespace: 'shop',
        labels: { app: 'checkout', 'rollouts-pod-template-hash': hash },
        annotations: { 'rollout.argoproj.io/revision': String(revision) },
        ownerReferences: [
          { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'checkout', uid, controller: true },
        ],
      },
      spec: {
        replicas,
        selector: { matchLabels: { app: 'checkout', 'rollouts-pod-template-hash': hash } },
        template: template(version, { 'rollouts-pod-template-hash': hash }),
      },
    });
  }
  report(world, {
    phase: 'Paused',
    message: 'CanaryPauseStep',
    currentPodHash: newest,
    stableRS: stable,
    currentStepIndex: 1,
    pauseConditions: [{ reason: 'CanaryPauseStep', startTime: '2026-11-24T03:00:00Z' }],
    controllerPause: true,
    replicas: 5,
    updatedReplicas: 1,
    readyReplicas: 5,
    availableReplicas: 5,
  });
}

/** What the controller writes: it has seen the spec as it is. `undefined` takes a field away. */
export function report(world: ShopWorld, status: Record<string, unknown>): void {
  world.kubernetes.change(
    rolloutKey,
    (object) => {
      const now = { ...(object['status'] as object | undefined), ...status };
      const kept = Object.entries(now).filter(([, value]) => value !== undefined);
      object['status'] = {
        ...Object.fromEntries(kept),
        observedGeneration: String(object.metadata.generation),
      };
    },
    { manager: 'rollouts-controller' },
  );
}

export function rolloutStatus(world: ShopWorld): Record<string, unknown> {
  return (world.kubernetes.read(rolloutKey)?.['status'] ?? {}) as Record<string, unknown>;
}

export async function podsRun(world: ShopWorld): Promise<void> {
  world.kubernetes.resumeController('replicaset');
  const isReady = (pod: object): boolean => {
    const { conditions = [] } = ((pod as { status?: unknown }).status ?? {}) as {
      conditions?: { type: string; status: string }[];
    };
    return conditions.some((one) => one.type === 'Ready' && one.status === 'True');
  };
  await world.kubernetes.until(
    () => {
      const pods = world.kubernetes.list('pods', 'shop');
      return pods.length === 5 && pods.every(isReady);
    },
    { timeoutMs: 20_000 },
  );
}
