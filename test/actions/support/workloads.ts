import type { ObjectReference } from '../../../src/model/object-reference.ts';
import type { ShopWorld } from './shop-world.ts';

/** Two more workloads of the shop, with one container each. */
export const cart: ObjectReference = {
  cluster: 'prod',
  kind: 'StatefulSet',
  namespace: 'shop',
  name: 'cart',
};
export const agent: ObjectReference = {
  cluster: 'prod',
  kind: 'DaemonSet',
  namespace: 'shop',
  name: 'agent',
};
export const report: ObjectReference = {
  cluster: 'prod',
  kind: 'CronJob',
  namespace: 'shop',
  name: 'report',
};

const keys: Readonly<Record<string, string>> = {
  StatefulSet: 'statefulsets.apps',
  DaemonSet: 'daemonsets.apps',
  CronJob: 'cronjobs.batch',
};

export const keyOf = ({ kind, namespace, name }: ObjectReference) => ({
  resource: keys[kind] ?? '',
  namespace: namespace ?? '',
  name,
});

const template = (name: string, image: string) => ({
  metadata: { labels: { app: name } },
  spec: { containers: [{ name: 'app', image }] },
});

/** Applies one version of `cart` or `agent`, and waits until its controller saw it or (default) all pods run it. */
export async function deployWorkload(
  world: ShopWorld,
  target: ObjectReference,
  image: string,
  { settle = 'complete', spec = {} }: { settle?: 'complete' | 'seen'; spec?: object } = {},
): Promise<void> {
  const { kind, name } = target;
  world.kubernetes.apply({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop' },
    spec: {
      ...(kind === 'StatefulSet' && { replicas: 2, serviceName: name }),
      selector: { matchLabels: { app: name } },
      template: template(name, image),
      ...spec,
    },
  });
  await world.kubernetes.until(() => isSettled(world, target, settle), {
    describe: () => JSON.stringify(world.kubernetes.read(keyOf(target))),
  });
}

function isSettled(world: ShopWorld, target: ObjectReference, settle: 'complete' | 'seen'): boolean {
  const object = world.kubernetes.read(keyOf(target));
  const status = (object?.['status'] ?? {}) as Record<string, number | string>;
  if (object === undefined || status['observedGeneration'] !== object.metadata.generation) return false;
  if (settle === 'seen') return true;
  return target.kind === 'DaemonSet'
    ? Number(status['desiredNumberScheduled']) > 0 &&
        status['updatedNumberScheduled'] === status['desiredNumberScheduled'] &&
        status['numberAvailable'] === status['desiredNumberScheduled']
    : status['readyReplicas'] === 2 && status['updateRevision'] === status['currentRevision'];
}

export function makeReport(world: ShopWorld, spec: object = {}): void {
  world.kubernetes.apply({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'report', namespace: 'shop' },
    spec: {
      schedule: '0 3 1 1 *',
      jobTemplate: {
        spec: {
          template: {
            spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'shop/report:1' }] },
          },
        },
      },
      ...spec,
    },
  });
}

/** Images of the pods that a workload's template asks for. */
export function imageOf(world: ShopWorld, target: ObjectReference): unknown {
  const spec = world.kubernetes.read(keyOf(target))?.['spec'] as {
    template: { spec: { containers: { image: string }[] } };
  };
  return spec.template.spec.containers[0]?.image;
}
