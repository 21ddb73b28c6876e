import type { Manifest } from '../../../../src/drill/kubernetes/kube-object.ts';

export const namespace = 'shop';

/** A Deployment of one container. */
export function deployment(
  image: string,
  more: {
    replicas?: number;
    name?: string;
    spec?: Record<string, unknown>;
    pod?: Record<string, unknown>;
  } = {},
): Manifest {
  const name = more.name ?? 'web';
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: more.replicas ?? 3,
      selector: { matchLabels: { app: name } },
      ...more.spec,
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image }], ...more.pod },
      },
    },
  };
}

export function budget(minAvailable: number): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace },
    spec: { minAvailable, selector: { matchLabels: { app: 'web' } } },
  };
}
