/** A small Deployment or StatefulSet of pods labelled `app: NAME`. */
export function workload(
  kind: 'Deployment' | 'StatefulSet',
  name: string,
  options: { replicas?: number; image?: string } = {},
) {
  const { replicas = 1, image = 'registry.example/web:1' } = options;
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: '{ns}', labels: { app: name, team: 'shop' } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      template: {
        metadata: { labels: { app: name } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            { name: 'app', image, env: [{ name: 'LEVEL', value: 'info' }] },
            { name: 'proxy', image: 'registry.example/proxy:7' },
          ],
        },
      },
    },
  };
}

export const deployment = (name: string, options?: { replicas?: number; image?: string }) =>
  workload('Deployment', name, options);

export const deployments = '/apis/apps/v1/namespaces/{ns}/deployments';
export const replicaSets = '/apis/apps/v1/namespaces/{ns}/replicasets';
export const pods = '/api/v1/namespaces/{ns}/pods';

export function configMap(name: string, data: Record<string, string>, labels: Record<string, string> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data };
}

export const configMaps = '/api/v1/namespaces/{ns}/configmaps';

/** What a finished rollout looks like to `kubectl rollout status`. */
export const rolledOut = (replicas: number, generation: number) => ({
  'status.observedGeneration': generation,
  'status.replicas': replicas,
  'status.updatedReplicas': replicas,
  'status.availableReplicas': replicas,
});
