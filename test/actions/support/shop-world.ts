import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionTools } from '../../../src/actions/action.ts';
import type { ClusterClient } from '../../../src/cluster/cluster-client.ts';
import { connectCluster } from '../../../src/cluster/connect-cluster.ts';
import type { KubernetesHandle } from '../../../src/drill/kubernetes/kubernetes-handle.ts';
import type { KubernetesOptions } from '../../../src/drill/kubernetes/kubernetes-options.ts';
import { startKubernetes } from '../../../src/drill/kubernetes/start-kubernetes.ts';
import type { ObjectReference } from '../../../src/model/object-reference.ts';

/** A small shop on a simulated cluster, over real HTTP. */
export interface ShopWorld {
  kubernetes: KubernetesHandle;
  client: ClusterClient;
  tools: ActionTools;
  /** Deploys one version and waits until its pods run (or, with `settle: 'seen'`, until the controller saw it). */
  deploy(version: string, options?: DeployOptions): Promise<void>;
  /** Mutating requests without dryRun that came over HTTP. */
  mutations(): ReturnType<KubernetesHandle['requests']>;
  stop(): Promise<void>;
}

export interface DeployOptions {
  settle?: 'complete' | 'seen';
  replicas?: number;
  annotations?: Record<string, string>;
  env?: readonly { name: string; value: string }[];
}

export const checkout: ObjectReference = {
  cluster: 'prod',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'checkout',
};
export const checkoutKey = { resource: 'deployments.apps', namespace: 'shop', name: 'checkout' };
export const node: ObjectReference = { cluster: 'prod', kind: 'Node', name: 'node-1' };

export async function startShopWorld(options: KubernetesOptions = {}): Promise<ShopWorld> {
  const kubernetes = await startKubernetes({
    nodes: [{ name: 'node-1' }, { name: 'node-2' }],
    namespaces: ['shop'],
    speed: 50,
    ...options,
  });
  const folder = mkdtempSync(join(tmpdir(), 'middlewatch-actions-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubernetes.kubeconfig());
  const client = await connectCluster({ name: 'prod', kubeconfig, env: {} });
  const redact = (text: string): string => text.replace(/(PASSWORD=")[^"]*/g, '$1[redacted]');
  return {
    kubernetes,
    client,
    tools: { cluster: client, redact, now: Date.now },
    deploy: async (version, deploy = {}) => {
      kubernetes.apply(manifest(version, deploy), { manager: 'kubectl-client-side-apply' });
      await kubernetes.until(() => isSettled(kubernetes, deploy.settle ?? 'complete'), {
        describe: () => `${version}: ${JSON.stringify(kubernetes.read(checkoutKey)?.['status'])}`,
      });
    },
    mutations: () => kubernetes.requests().filter(({ method, dryRun }) => method !== 'GET' && !dryRun),
    stop: async () => {
      client.close();
      await kubernetes.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isSettled(kubernetes: KubernetesHandle, settle: 'complete' | 'seen'): boolean {
  const deployment = kubernetes.read(checkoutKey);
  if (deployment === undefined) return false;
  const status = (deployment['status'] ?? {}) as Record<string, number>;
  const replicas = (deployment['spec'] as { replicas?: number }).replicas ?? 1;
  if (status['observedGeneration'] !== deployment.metadata.generation) return false;
  if (settle === 'seen') return true;
  return (
    status['updatedReplicas'] === replicas &&
    status['replicas'] === replicas &&
    status['availableReplicas'] === replicas
  );
}

function manifest(version: string, { replicas = 3, annotations = {}, env = [] }: DeployOptions) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout', namespace: 'shop', labels: { app: 'checkout' }, annotations },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'checkout' } },
      template: {
        metadata: { labels: { app: 'checkout' } },
        spec: { containers: [{ name: 'app', image: `shop/checkout:${version}`, env }] },
      },
    },
  };
}
