import type { KubeObject } from '../../../src/drill/kubernetes/kube-object.ts';
import type { KubernetesHandle } from '../../../src/drill/kubernetes/kubernetes-handle.ts';
import { shopDeployment } from '../../stories/support/shop-deployment.ts';
import type { Lane } from './action-lanes.ts';

/** Lanes of actions of several calls: each of these must be made exactly once, however often the bot dies between them. */

const many = ['many-1', 'many-2', 'many-3'];
const pool = ['pool-1', 'pool-2'];
const crowd = 'crowd';

/** One plan for several objects. */
export const severalDeployments: Lane = (random, { kubernetes }) => {
  const [first] = kubernetes.list('deployments.apps').filter(({ metadata }) => many.includes(metadata.name));
  const { replicas } = first?.['spec'] as { replicas: number };
  const words =
    random.next() < 0.5
      ? 'restart deploy -l tier=many'
      : `scale deploy -l tier=many ${replicas === 1 ? 2 : 1}`;
  return {
    words: `${words} -n shop`,
    changes: many.map((name) => ({
      method: 'PATCH',
      path: new RegExp(`/deployments/${name}(?!.*dryRun)`),
    })),
  };
};

/** The node of two that has most of the pods; what was drained before takes pods again. */
export const drainedNode: Lane = async (_random, { kubernetes }) => {
  for (const name of pool)
    kubernetes.change(
      { resource: 'nodes', name },
      (node) => {
        node['spec'] = { ...(node['spec'] as object), unschedulable: false };
      },
      { manager: 'kubectl' },
    );
  await kubernetes.until(() => crowdOf(kubernetes).length === 4 && crowdOf(kubernetes).every(isReady));
  const on = (node: string) => crowdOf(kubernetes).filter((pod) => nodeOf(pod) === node);
  const [node = ''] = pool.toSorted((one, other) => on(other).length - on(one).length);
  return {
    words: `drain ${node}`,
    changes: [
      { method: 'PATCH', path: new RegExp(`/nodes/${node}\\?(?!.*dryRun)`) },
      ...on(node).map(({ metadata }) => ({
        method: 'POST' as const,
        path: new RegExp(`/pods/${metadata.name}/eviction(?!.*dryRun)`),
      })),
    ],
  };
};

/** What these lanes act on: nodes that nothing else runs on. */
export async function furnishSeveral(kubernetes: KubernetesHandle): Promise<void> {
  for (const name of many) {
    const deployment = shopDeployment(name, `shop/${name}:1.0`, 1);
    kubernetes.apply({
      ...deployment,
      metadata: { ...deployment.metadata, labels: { app: name, tier: 'many' } },
    });
  }
  for (const name of pool)
    kubernetes.addNode({
      name,
      labels: { pool: 'crowd' },
      taints: [{ key: 'pool', value: 'crowd', effect: 'NoSchedule' }],
    });
  const { spec, ...deployment } = shopDeployment(crowd, 'shop/crowd:1.0', 4) as ReturnType<
    typeof shopDeployment
  > & { spec: { template: { spec: object } } };
  const podSpec = {
    ...spec.template.spec,
    nodeSelector: { pool: 'crowd' },
    tolerations: [{ key: 'pool', operator: 'Exists' }],
  };
  kubernetes.apply({ ...deployment, spec: { ...spec, template: { ...spec.template, spec: podSpec } } });
  await kubernetes.until(() => crowdOf(kubernetes).filter(isReady).length === 4);
}

const crowdOf = (kubernetes: KubernetesHandle): readonly KubeObject[] =>
  kubernetes.list('pods', 'shop').filter(({ metadata }) => metadata.name.startsWith(`${crowd}-`));

const nodeOf = (pod: KubeObject): string | undefined => (pod['spec'] as { nodeName?: string }).nodeName;

/** @returns false also for one that is on its way out */
export function isReady(pod: KubeObject): boolean {
  const { conditions = [] } = (pod['status'] ?? {}) as {
    conditions?: readonly { type: string; status: string }[];
  };
  return (
    pod.metadata.deletionTimestamp === undefined &&
    conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  );
}
