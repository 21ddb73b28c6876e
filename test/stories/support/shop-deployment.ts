import type { Manifest } from '../../../src/drill/kubernetes/kube-object.ts';

/** A Deployment of the shop with three replicas; the image is what changes from release to release. */
export function shopDeployment(name: string, image: string, replicas = 3): Manifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name, image, resources: { requests: { cpu: '50m', memory: '32Mi' } } }] },
      },
    },
  };
}
