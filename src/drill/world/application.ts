import type { KubeObject } from '../kubernetes/kube-object.ts';

/** A service of the drill's shop: a Deployment with traffic. */
export interface Application {
  name: string;
  image: string;
  replicas: number;
  /** Requests a second that people send, before any spike. */
  requestsPerSecond: number;
  /** What one pod can serve a second; above it requests queue and become slow. */
  capacityPerPod: number;
  /** The services it calls for each request. */
  calls: readonly string[];
}

export const namespace = 'shop';

/** Small enough to be read at a glance, large enough for a trace with three floors. */
export const applications: readonly Application[] = [
  {
    name: 'frontend',
    image: 'shop/frontend:2.9',
    replicas: 2,
    requestsPerSecond: 60,
    capacityPerPod: 100,
    calls: ['checkout', 'catalog'],
  },
  {
    name: 'checkout',
    image: 'shop/checkout:1.4',
    replicas: 3,
    requestsPerSecond: 45,
    capacityPerPod: 60,
    calls: ['payments'],
  },
  {
    name: 'payments',
    image: 'shop/payments:3.1',
    replicas: 2,
    requestsPerSecond: 45,
    capacityPerPod: 80,
    calls: [],
  },
  {
    name: 'catalog',
    image: 'shop/catalog:5.0',
    replicas: 2,
    requestsPerSecond: 80,
    capacityPerPod: 60,
    calls: [],
  },
];

/** The manifest that the shop's pipeline applies; `environment` changes from release to release. */
export function deploymentManifest(
  application: Application,
  release: { image: string; environment: Readonly<Record<string, string>>; cause: string },
): { apiVersion: string; kind: string; metadata: Partial<KubeObject['metadata']>; spec: unknown } {
  const labels = { 'app.kubernetes.io/name': application.name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: application.name,
      namespace,
      labels,
      annotations: { 'kubernetes.io/change-cause': release.cause },
    },
    spec: {
      replicas: application.replicas,
      selector: { matchLabels: labels },
      // One more and one less than wanted: a bad rollout shows as a missing replica too, as in most clusters.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: application.name,
              image: release.image,
              env: Object.entries(release.environment).map(([name, value]) => ({ name, value })),
              resources: { requests: { cpu: '250m', memory: '128Mi' }, limits: { memory: '256Mi' } },
              ports: [{ containerPort: 8080 }],
            },
          ],
        },
      },
    },
  };
}
