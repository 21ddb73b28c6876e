import { expect, it } from 'vitest';
import type { KubernetesHandle } from '../../../../../src/drill/kubernetes/kubernetes-handle.ts';
import { findCondition } from '../../../../../src/drill/kubernetes/resources/conditions.ts';
import type { Node } from '../../../../../src/drill/kubernetes/resources/workload-types.ts';
import { cluster, events, pods, request, rolledOut, web } from '../../support/cluster.ts';
import { deployment, namespace } from '../../support/manifests.ts';

function node(handle: KubernetesHandle, name: string): Node {
  return handle.read({ resource: 'nodes', name }) as Node;
}

function taints(handle: KubernetesHandle, name: string): string[] {
  return (node(handle, name).spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);
}

const ready = (handle: KubernetesHandle, name: string) =>
  findCondition(node(handle, name).status.conditions, 'Ready');
const unreachable = 'node.kubernetes.io/unreachable';

it('a dead node becomes Unknown, is tainted in two steps and loses its pods to others', async () => {
  const handle = await cluster({ speed: 400 });
  handle.apply(deployment('shop/web:v1', { replicas: 2 }));
  await rolledOut(handle);
  const lost = pods(handle).find(({ spec }) => spec.nodeName === 'node-1')!.metadata.name;
  const seen: string[] = [];
  handle.onChange(({ resource, object }) => {
    if (resource === 'nodes' && object.metadata.name === 'node-1')
      seen.push(taints(handle, 'node-1').join(' '));
  });
  handle.failNode('node-1');
  await handle.until(() => ready(handle, 'node-1')?.status === 'Unknown');
  expect(ready(handle, 'node-1')).toMatchObject({
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  });
  await handle.until(() => taints(handle, 'node-1').includes(`${unreachable}:NoExecute`));
  expect([...new Set(seen)].filter((text) => text !== '')).toEqual([
    `${unreachable}:NoSchedule`,
    `${unreachable}:NoSchedule ${unreachable}:NoExecute`,
  ]);
  expect(events(handle, 'node-1')).toContain('NodeNotReady: Node node-1 status is now: NodeNotReady');
  const logs = await request(handle, `/api/v1/namespaces/${namespace}/pods/${lost}/log`);
  expect(logs.status).toBe(500);
  expect(logs.body.message).toMatch(/dial tcp 10\.0\.0\.\d+:10250: connect: connection refused/);
  const lostPod = () => pods(handle).find(({ metadata }) => metadata.name === lost);
  expect(findCondition(lostPod()?.status.conditions, 'Ready')?.status).toBe('False');
  await handle.until(() => lostPod()?.metadata.deletionTimestamp !== undefined);
  expect(findCondition(lostPod()?.status.conditions, 'DisruptionTarget')?.reason).toBe(
    'DeletionByTaintManager',
  );
  await handle.until(() => web(handle).status.availableReplicas === 2);
  handle.recoverNode('node-1');
  await handle.until(() => lostPod() === undefined && taints(handle, 'node-1').length === 0);
  expect(ready(handle, 'node-1')).toMatchObject({ status: 'True', reason: 'KubeletReady' });
});

it('nodes whose clock stands are not taken for lost', async () => {
  const handle = await cluster({ speed: 400, now: () => 1_760_000_000_000 });
  const renewals = new Set<unknown>();
  handle.onChange(({ resource, object }) => {
    if (resource === 'leases.coordination.k8s.io' && object.metadata.name === 'node-1')
      renewals.add(object['spec']);
  });
  // Twice the time in which a node is given up.
  await handle.until(() => renewals.size >= 10, { timeoutMs: 5_000 });
  expect(ready(handle, 'node-1')?.status).toBe('True');
});

it('a cordon taints the node and keeps new pods away; uncordoned, they come', async () => {
  const handle = await cluster({ nodes: [{ name: 'node-1' }] });
  const patch = (unschedulable: boolean | null) =>
    request(handle, '/api/v1/nodes/node-1', {
      method: 'PATCH',
      type: 'application/strategic-merge-patch+json',
      body: { spec: { unschedulable } },
    });
  await patch(true);
  await handle.until(() => taints(handle, 'node-1').includes('node.kubernetes.io/unschedulable:NoSchedule'));
  expect(events(handle, 'node-1')).toContain(
    'NodeNotSchedulable: Node node-1 status is now: NodeNotSchedulable',
  );
  handle.apply(deployment('shop/web:v1', { replicas: 1 }));
  const scheduled = () => findCondition(pods(handle)[0]?.status.conditions, 'PodScheduled');
  await handle.until(() => scheduled() !== undefined);
  expect(scheduled()).toMatchObject({
    status: 'False',
    reason: 'Unschedulable',
    message:
      '0/1 nodes are available: 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
  });
  await patch(null);
  await rolledOut(handle);
  expect(node(handle, 'node-1').spec).not.toHaveProperty('unschedulable');
  expect(node(handle, 'node-1').metadata).not.toHaveProperty('generation');
});

it('a node under pressure is tainted for it', async () => {
  const handle = await cluster();
  handle.setNodeCondition('node-1', {
    type: 'MemoryPressure',
    status: 'True',
    reason: 'KubeletHasInsufficientMemory',
    message: 'low',
  });
  await handle.until(() =>
    taints(handle, 'node-1').includes('node.kubernetes.io/memory-pressure:NoSchedule'),
  );
});

it('a flapping node comes and goes until it is told to stop', async () => {
  const handle = await cluster({ speed: 400 });
  const changes: string[] = [];
  handle.onChange(() => {
    const status = ready(handle, 'node-1')?.status ?? '';
    if (changes.at(-1) !== status) changes.push(status);
  });
  const stop = handle.flapNode('node-1', { downMs: 80_000, upMs: 20_000 });
  await handle.until(() => changes.filter((status) => status === 'Unknown').length >= 2);
  stop();
  await handle.until(() => ready(handle, 'node-1')?.status === 'True');
});

it('leases are renewed', async () => {
  const handle = await cluster({ speed: 200 });
  const renewed = () =>
    handle.read({ resource: 'leases', namespace: 'kube-node-lease', name: 'node-1' })?.metadata
      .resourceVersion;
  const first = renewed();
  await handle.until(() => renewed() !== first);
});
