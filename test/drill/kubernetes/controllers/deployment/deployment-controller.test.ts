import { expect, it } from 'vitest';
import type { ReplicaSet } from '../../../../../src/drill/kubernetes/resources/workload-types.ts';
import type { KubernetesHandle } from '../../../../../src/drill/kubernetes/kubernetes-handle.ts';
import { findCondition } from '../../../../../src/drill/kubernetes/resources/conditions.ts';
import { cluster, events, isRolledOut, pods, request, rolledOut, web } from '../../support/cluster.ts';
import { deployment, namespace } from '../../support/manifests.ts';

const revision = 'deployment.kubernetes.io/revision';
const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;

function sets(handle: KubernetesHandle): ReplicaSet[] {
  return handle.list('replicasets', namespace) as ReplicaSet[];
}

function setOf(handle: KubernetesHandle, image: string): ReplicaSet {
  return sets(handle).find(({ spec }) => spec.template.spec.containers[0]?.image === image)!;
}

/** The largest number of pods and the smallest number of available ones that were seen. */
function extremes(handle: KubernetesHandle) {
  const seen = { most: 0, fewestAvailable: Number.POSITIVE_INFINITY };
  handle.onChange(() => {
    const active = sets(handle).reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0);
    seen.most = Math.max(seen.most, active);
    seen.fewestAvailable = Math.min(seen.fewestAvailable, web(handle).status.availableReplicas ?? 0);
  });
  return seen;
}

it('rolls within maxSurge and maxUnavailable', async () => {
  const handle = await cluster();
  handle.apply(deployment('shop/web:v1', { replicas: 4 }));
  await rolledOut(handle);
  const seen = extremes(handle);
  handle.apply(deployment('shop/web:v2', { replicas: 4 }));
  await rolledOut(handle);
  expect(seen).toEqual({ most: 5, fewestAvailable: 3 });
  expect(web(handle).metadata.annotations?.[revision]).toBe('2');
  expect(findCondition(web(handle).status.conditions, 'Progressing')).toMatchObject({
    status: 'True',
    reason: 'NewReplicaSetAvailable',
    message: `ReplicaSet "${setOf(handle, 'shop/web:v2').metadata.name}" has successfully progressed.`,
  });
  const name = setOf(handle, 'shop/web:v1').metadata.name;
  expect(events(handle, 'web')).toContain(`ScalingReplicaSet: Scaled up replica set ${name} from 0 to 4`);
});

it('an undone revision gets the highest number and remembers the one it had', async () => {
  const handle = await cluster();
  handle.apply(deployment('shop/web:v1', { replicas: 1 }));
  await rolledOut(handle);
  const template = web(handle).spec.template;
  handle.apply(deployment('shop/web:v2', { replicas: 1 }));
  await rolledOut(handle);
  const answer = await request(handle, path, {
    method: 'PATCH',
    type: 'application/json-patch+json',
    body: [{ op: 'replace', path: '/spec/template', value: template }],
  });
  expect(answer.status).toBe(200);
  await rolledOut(handle);
  const old = setOf(handle, 'shop/web:v1');
  expect(old.metadata.annotations).toMatchObject({
    [revision]: '3',
    'deployment.kubernetes.io/revision-history': '1',
  });
  expect(setOf(handle, 'shop/web:v2').metadata.annotations?.[revision]).toBe('2');
  expect(sets(handle)).toHaveLength(2);
  expect(web(handle).metadata.annotations?.[revision]).toBe('3');
});

it('a rollout that gets nowhere passes its deadline, and the old pods stay', async () => {
  const handle = await cluster();
  handle.behave('shop/web:v2', { kind: 'never-ready', message: 'HTTP probe failed with statuscode: 500' });
  const spec = { progressDeadlineSeconds: 20 };
  handle.apply(deployment('shop/web:v1', { spec }));
  await rolledOut(handle);
  handle.apply(deployment('shop/web:v2', { spec }));
  const progressing = () => findCondition(web(handle).status.conditions, 'Progressing');
  await handle.until(() => progressing()?.reason === 'ProgressDeadlineExceeded');
  const name = setOf(handle, 'shop/web:v2').metadata.name;
  expect(progressing()).toMatchObject({
    status: 'False',
    message: `ReplicaSet "${name}" has timed out progressing.`,
  });
  expect(web(handle).status).toMatchObject({
    availableReplicas: 3,
    updatedReplicas: 1,
    unavailableReplicas: 1,
  });
});

it('keeps as many old ReplicaSets as the history limit says', async () => {
  const handle = await cluster();
  for (const tag of ['v1', 'v2', 'v3', 'v4']) {
    handle.apply(deployment(`shop/web:${tag}`, { replicas: 1, spec: { revisionHistoryLimit: 1 } }));
    await rolledOut(handle);
  }
  await handle.until(() => sets(handle).length === 2);
  expect(
    sets(handle)
      .map(({ metadata }) => metadata.annotations?.[revision])
      .sort(),
  ).toEqual(['3', '4']);
});

it('Recreate stops all old pods before it starts a new one', async () => {
  const handle = await cluster();
  const spec = { strategy: { type: 'Recreate' } };
  handle.apply(deployment('shop/web:v1', { spec }));
  await rolledOut(handle);
  const mixed: string[] = [];
  handle.onChange(() => {
    const images = new Set(pods(handle).map((pod) => pod.spec.containers[0]?.image));
    if (images.size > 1) mixed.push([...images].join());
  });
  handle.apply(deployment('shop/web:v2', { spec }));
  await rolledOut(handle);
  expect(mixed).toEqual([]);
});

it('a paused Deployment scales but does not roll; resumed, it does', async () => {
  const handle = await cluster();
  handle.apply(deployment('shop/web:v1', { replicas: 1 }));
  await rolledOut(handle);
  handle.apply(deployment('shop/web:v2', { replicas: 2, spec: { paused: true } }));
  await handle.until(() => web(handle).status.availableReplicas === 2);
  expect(sets(handle)).toHaveLength(1);
  expect(findCondition(web(handle).status.conditions, 'Progressing')?.reason).toBe('DeploymentPaused');
  handle.apply(deployment('shop/web:v2', { replicas: 2 }));
  await rolledOut(handle);
  expect(sets(handle)).toHaveLength(2);
});

it('scaled in the middle of a rollout, both ReplicaSets take their share', async () => {
  const handle = await cluster();
  handle.behave('shop/web:v2', { kind: 'never-ready', message: 'no' });
  handle.apply(deployment('shop/web:v1', { replicas: 10 }));
  await rolledOut(handle);
  handle.apply(deployment('shop/web:v2', { replicas: 10 }));
  await handle.until(() => (web(handle).status.updatedReplicas ?? 0) > 3);
  await handle.until(() => (web(handle).status.unavailableReplicas ?? 0) === 5);
  await request(handle, `${path}/scale`, {
    method: 'PATCH',
    type: 'application/merge-patch+json',
    body: { spec: { replicas: 20 } },
  });
  const sizes = () => [
    setOf(handle, 'shop/web:v1').spec.replicas,
    setOf(handle, 'shop/web:v2').spec.replicas,
  ];
  await handle.until(() => sizes().reduce((sum: number, one) => sum + (one ?? 0), 0) === 25);
  expect(sizes()).toEqual([15, 10]);
  expect(isRolledOut(web(handle))).toBe(false);
});

it('says that a quota keeps its pods away, on the ReplicaSet and in its own condition', async () => {
  const handle = await cluster();
  handle.apply({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'small', namespace },
    spec: { hard: { pods: '1' } },
  });
  handle.apply(deployment('shop/web:v1', { replicas: 2 }));
  const failure = () => findCondition(web(handle).status.conditions, 'ReplicaFailure');
  await handle.until(() => failure() !== undefined);
  const text =
    /^pods "web-[a-z0-9]+-[a-z0-9]{5}" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1$/;
  expect(failure()).toMatchObject({
    status: 'True',
    reason: 'FailedCreate',
    message: expect.stringMatching(text),
  });
  expect(
    events(handle, 'web-').filter((text) => text.startsWith('FailedCreate: Error creating: pods ')),
  ).not.toEqual([]);
});

it('deleting it deletes its ReplicaSets and pods', async () => {
  const handle = await cluster();
  handle.apply(deployment('shop/web:v1'));
  await rolledOut(handle);
  expect(handle.delete({ resource: 'deployments', namespace, name: 'web' })).toBe(true);
  await handle.until(() => sets(handle).length === 0 && pods(handle).length === 0);
});

it('the same seed gives the same names', async () => {
  const names = async (seed: number) => {
    const handle = await cluster({ seed });
    handle.apply(deployment('shop/web:v1'));
    await rolledOut(handle);
    return pods(handle).map(({ metadata }) => [metadata.name, metadata.uid]);
  };
  const first = await names(7);
  expect(await names(7)).toEqual(first);
  expect(await names(8)).not.toEqual(first);
});
