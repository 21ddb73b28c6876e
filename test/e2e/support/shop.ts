import type { ClusterClient } from './cluster-client.ts';
import { field, listField, textField } from './field.ts';
import { waitUntil } from './wait-until.ts';

const deployments = '/apis/apps/v1/namespaces/shop/deployments';

/** Creates the namespace `shop` and, in it, a Deployment that runs image tag `1` with two pods. */
export async function openShop(admin: ClusterClient, names: string[]): Promise<void> {
  await admin.expect({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  });
  for (const name of names) {
    await admin.expect({ method: 'POST', path: deployments, body: deployment(name) });
    await available(admin, name, 2);
  }
}

/** Releases an image tag by the hand of a CI system; one that ends in `-broken` crash-loops (see stages.yaml). */
export async function release(admin: ClusterClient, name: string, tag: string): Promise<void> {
  await admin.expect({
    method: 'PATCH',
    path: `${deployments}/${name}?fieldManager=ci-deploy`,
    contentType: 'application/strategic-merge-patch+json',
    body: {
      metadata: { annotations: { 'kubernetes.io/change-cause': `release ${tag}` } },
      spec: { template: { spec: { containers: [{ name: 'app', image: `shop.example/${name}:${tag}` }] } } },
    },
  });
}

/** Waits for a pod of the Deployment that crash-loops, and returns its name. */
export async function crashingPod(admin: ClusterClient, name: string): Promise<string> {
  return await waitUntil(
    async () => {
      const pods = await admin.expect({
        method: 'GET',
        path: `/api/v1/namespaces/shop/pods?labelSelector=app%3D${name}`,
      });
      const crashing = listField(pods, 'items').find(
        (pod) => field(pod, 'status.containerStatuses.0.state.waiting.reason') === 'CrashLoopBackOff',
      );
      return crashing === undefined ? undefined : textField(crashing, 'metadata.name');
    },
    { what: `a crash-looping pod of ${name}` },
  );
}

/** Waits until so many pods of the newest template are available, and no others are left. */
export async function available(admin: ClusterClient, name: string, replicas: number): Promise<void> {
  await waitUntil(
    async () => {
      const found = await admin.expect({ method: 'GET', path: `${deployments}/${name}` });
      return (
        field(found, 'status.observedGeneration') === field(found, 'metadata.generation') &&
        field(found, 'status.updatedReplicas') === replicas &&
        field(found, 'status.availableReplicas') === replicas &&
        field(found, 'status.replicas') === replicas
      );
    },
    { what: `${replicas} available pods of ${name}` },
  );
}

/** The image that the Deployment's template names. */
export async function templateImage(admin: ClusterClient, name: string): Promise<string> {
  const found = await admin.expect({ method: 'GET', path: `${deployments}/${name}` });
  return textField(found, 'spec.template.spec.containers.0.image');
}

function deployment(name: string) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', annotations: { 'kubernetes.io/change-cause': 'release 1' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [{ name: 'app', image: `shop.example/${name}:1` }],
        },
      },
    },
  };
}
