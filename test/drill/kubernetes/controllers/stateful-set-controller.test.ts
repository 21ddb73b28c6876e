import { expect, it } from 'vitest';
import type { KubernetesHandle } from '../../../../src/drill/kubernetes/kubernetes-handle.ts';
import { podIsReady } from '../../../../src/drill/kubernetes/resources/pod-readiness.ts';
import type {
  ControllerRevision,
  StatefulSet,
} from '../../../../src/drill/kubernetes/resources/workload-types.ts';
import { cluster, pods, request } from '../support/cluster.ts';
import { namespace } from '../support/manifests.ts';

function apply(handle: KubernetesHandle, image: string, more: Record<string, unknown> = {}) {
  handle.apply({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace },
    spec: {
      replicas: 3,
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image }] } },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
      ...more,
    },
  });
}

const set = (handle: KubernetesHandle) =>
  handle.read({ resource: 'statefulsets', namespace, name: 'db' }) as StatefulSet;
const images = (handle: KubernetesHandle) =>
  pods(handle).map(({ metadata, spec }) => `${metadata.name} ${spec.containers[0]?.image ?? ''}`);
const settled = (handle: KubernetesHandle, image: string) =>
  handle.until(
    () =>
      pods(handle).length === 3 &&
      pods(handle).every((pod) => podIsReady(pod) && pod.spec.containers[0]?.image === image),
  );

it('numbers its pods, in order, each after the one before is ready', async () => {
  const handle = await cluster();
  const order: string[] = [];
  handle.onChange(({ type, resource, object }) => {
    if (type === 'ADDED' && resource === 'pods')
      order.push(`${object.metadata.name} ${pods(handle).filter(podIsReady).length}`);
  });
  apply(handle, 'shop/db:1');
  await settled(handle, 'shop/db:1');
  expect(order).toEqual(['db-0 0', 'db-1 1', 'db-2 2']);
  expect(handle.list('persistentvolumeclaims', namespace).map(({ metadata }) => metadata.name)).toEqual([
    'data-db-0',
    'data-db-1',
    'data-db-2',
  ]);
  await handle.until(() => set(handle).status.readyReplicas === 3);
  expect(set(handle).status.currentRevision).toBe(set(handle).status.updateRevision);
  expect(set(handle).status).toMatchObject({
    replicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    updatedReplicas: 3,
  });
});

it('rolls from the highest number; a template that comes back gets the newest number again', async () => {
  const handle = await cluster();
  apply(handle, 'shop/db:1');
  await settled(handle, 'shop/db:1');
  const gone: string[] = [];
  handle.onChange(({ type, resource, object }) => {
    if (type === 'DELETED' && resource === 'pods') gone.push(object.metadata.name);
  });
  apply(handle, 'shop/db:2');
  await settled(handle, 'shop/db:2');
  expect(gone).toEqual(['db-2', 'db-1', 'db-0']);
  const revisions = () => handle.list('controllerrevisions', namespace) as ControllerRevision[];
  const first = revisions().find(({ revision }) => revision === 1)!;
  const answer = await request(handle, `/apis/apps/v1/namespaces/${namespace}/statefulsets/db`, {
    method: 'PATCH',
    type: 'application/strategic-merge-patch+json',
    body: first.data,
  });
  expect(answer.status).toBe(200);
  await settled(handle, 'shop/db:1');
  expect(
    revisions()
      .map(({ revision }) => revision)
      .sort(),
  ).toEqual([2, 3]);
});

it('in order, a broken pod holds up the way back until it is deleted by hand', async () => {
  const handle = await cluster();
  handle.behave('shop/db:2', { kind: 'crash', afterMs: 50, exitCode: 1 });
  apply(handle, 'shop/db:1');
  await settled(handle, 'shop/db:1');
  apply(handle, 'shop/db:2');
  const broken = () =>
    pods(handle).find(({ status }) => (status.containerStatuses?.[0]?.restartCount ?? 0) > 0);
  await handle.until(() => broken() !== undefined);
  apply(handle, 'shop/db:1');
  await handle.until(() => set(handle).status.observedGeneration === set(handle).metadata.generation);
  expect(images(handle)).toEqual(['db-0 shop/db:1', 'db-1 shop/db:1', 'db-2 shop/db:2']);
  handle.delete({ resource: 'pods', namespace, name: 'db-2' });
  await settled(handle, 'shop/db:1');
});

it('all at once when it may, and scaled down from the top', async () => {
  const handle = await cluster();
  apply(handle, 'shop/db:1', { podManagementPolicy: 'Parallel' });
  await settled(handle, 'shop/db:1');
  const body = { spec: { replicas: 1 } };
  await request(handle, `/apis/apps/v1/namespaces/${namespace}/statefulsets/db/scale`, {
    method: 'PATCH',
    type: 'application/merge-patch+json',
    body,
  });
  await handle.until(() => pods(handle).length === 1);
  expect(images(handle)).toEqual(['db-0 shop/db:1']);
});
