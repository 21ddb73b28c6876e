import { expect, it } from 'vitest';
import { findCondition } from '../../../../src/drill/kubernetes/resources/conditions.ts';
import { podIsReady } from '../../../../src/drill/kubernetes/resources/pod-readiness.ts';
import type {
  DaemonSet,
  HorizontalPodAutoscaler,
  Job,
  PodDisruptionBudget,
} from '../../../../src/drill/kubernetes/resources/workload-types.ts';
import { cluster, events, pods, request, rolledOut, web } from '../support/cluster.ts';
import { budget, deployment, namespace } from '../support/manifests.ts';

it('a budget refuses evictions that would break it, in a dry run too, and lets them when there is room', async () => {
  const handle = await cluster();
  handle.apply(deployment('shop/web:v1', { replicas: 2 }));
  await rolledOut(handle);
  handle.apply(budget(2));
  const pdb = () =>
    handle.read({ resource: 'poddisruptionbudgets', namespace, name: 'web' }) as PodDisruptionBudget;
  await handle.until(() => pdb().status.currentHealthy === 2);
  expect(pdb().status).toMatchObject({ disruptionsAllowed: 0, desiredHealthy: 2, expectedPods: 2 });
  const name = pods(handle)[0]!.metadata.name;
  const evict = (query: string) =>
    request(handle, `/api/v1/namespaces/${namespace}/pods/${name}/eviction${query}`, {
      method: 'POST',
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } },
    });
  for (const query of ['?dryRun=All', '']) {
    const refused = await evict(query);
    expect(refused).toMatchObject({
      status: 429,
      body: {
        reason: 'TooManyRequests',
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: 'The disruption budget web needs 2 healthy pods and has 2 currently',
            },
          ],
        },
      },
    });
    expect(refused.headers.get('retry-after')).toBeNull();
  }
  handle.apply(budget(1));
  await handle.until(() => pdb().status.disruptionsAllowed === 1);
  expect(await evict('')).toMatchObject({ status: 201, body: { status: 'Success' } });
  await handle.until(() => pods(handle).every(({ metadata }) => metadata.name !== name));
  await rolledOut(handle);
});

it('an autoscaler follows the metric of the scenario up to its maximum, and says that it is limited', async () => {
  const handle = await cluster({ speed: 200 });
  handle.apply(deployment('shop/web:v1', { replicas: 2 }));
  await rolledOut(handle);
  handle.hpaMetric(({ replicas }) => 800 / replicas);
  const spec = {
    minReplicas: 2,
    maxReplicas: 4,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
  };
  handle.apply({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace },
    spec,
  });
  const hpa = () =>
    handle.read({ resource: 'horizontalpodautoscalers', namespace, name: 'web' }) as HorizontalPodAutoscaler;
  await handle.until(() => web(handle).spec.replicas === 4);
  await handle.until(
    () => findCondition(hpa().status.conditions, 'ScalingLimited')?.reason === 'TooManyReplicas',
  );
  expect(events(handle, 'web')).toContain(
    'SuccessfulRescale: New size: 4; reason: cpu resource utilization (percentage of request) above target',
  );
  handle.apply({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace },
    spec: { ...spec, maxReplicas: 12 },
  });
  await handle.until(() => web(handle).spec.replicas === 10);
  expect(web(handle).metadata).not.toHaveProperty('annotations.lost');
});

it('a DaemonSet has one pod on each node that takes it, and rolls', async () => {
  const handle = await cluster();
  const apply = (image: string) =>
    handle.apply({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent', namespace },
      spec: {
        selector: { matchLabels: { app: 'agent' } },
        template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'a', image }] } },
      },
    });
  const status = () =>
    (handle.read({ resource: 'daemonsets', namespace, name: 'agent' }) as DaemonSet).status;
  apply('shop/agent:1');
  await handle.until(() => status()['numberAvailable'] === 2);
  expect(
    pods(handle)
      .map(({ spec }) => spec.nodeName)
      .sort(),
  ).toEqual(['node-1', 'node-2']);
  handle.addNode({ name: 'node-3' });
  await handle.until(() => status()['numberAvailable'] === 3);
  apply('shop/agent:2');
  const rolled = { observedGeneration: 2, updatedNumberScheduled: 3, numberAvailable: 3 };
  await handle.until(() => Object.entries(rolled).every(([key, value]) => status()[key] === value));
  expect(new Set(pods(handle).map(({ spec }) => spec.containers[0]?.image))).toEqual(
    new Set(['shop/agent:2']),
  );
});

it('a Job ends as Complete, or as Failed when it has tried often enough', async () => {
  const handle = await cluster({ speed: 400 });
  handle.behave('shop/good:1', { kind: 'complete', afterMs: 100 });
  handle.behave('shop/bad:1', { kind: 'crash', afterMs: 100, exitCode: 1 });
  for (const name of ['good', 'bad']) {
    const template = {
      spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: `shop/${name}:1` }] },
    };
    handle.apply({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, namespace },
      spec: { completions: 2, parallelism: 2, backoffLimit: 2, template },
    });
  }
  const condition = (name: string, type: string) =>
    findCondition((handle.read({ resource: 'jobs', namespace, name }) as Job).status.conditions, type);
  await handle.until(() => condition('good', 'Complete')?.status === 'True');
  await handle.until(() => condition('bad', 'Failed')?.status === 'True');
  expect(condition('bad', 'Failed')).toMatchObject({
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
  });
  expect((handle.read({ resource: 'jobs', namespace, name: 'good' }) as Job).status).toMatchObject({
    succeeded: 2,
  });
});

it('endpoints hold the ready pods of a service', async () => {
  const handle = await cluster();
  handle.apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  handle.apply(deployment('shop/web:v1', { replicas: 2 }));
  await rolledOut(handle);
  const subsets = () =>
    handle.read({ resource: 'endpoints', namespace, name: 'web' })?.['subsets'] as
      { addresses?: { ip: string }[]; ports: unknown }[] | undefined;
  await handle.until(() => subsets()?.[0]?.addresses?.length === 2);
  expect(subsets()?.[0]?.ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
});

it('a deleted namespace takes everything with it', async () => {
  const handle = await cluster();
  handle.apply(deployment('shop/web:v1', { replicas: 1 }));
  await rolledOut(handle);
  const gone = await request(handle, `/api/v1/namespaces/${namespace}`, { method: 'DELETE' });
  expect(gone).toMatchObject({ status: 200, body: { status: { phase: 'Terminating' } } });
  await handle.until(() => handle.read({ resource: 'namespaces', name: namespace }) === undefined);
  expect(handle.list('pods', namespace)).toEqual([]);
});

it('a foreground deletion waits for what it owns; an orphaning one lets it live', async () => {
  const handle = await cluster();
  handle.apply(deployment('shop/web:v1', { replicas: 1 }));
  await rolledOut(handle);
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
  await request(handle, path, { method: 'DELETE', body: { propagationPolicy: 'Orphan' } });
  await handle.until(() => handle.read({ resource: 'deployments', namespace, name: 'web' }) === undefined);
  const [set] = handle.list('replicasets', namespace);
  expect(set?.metadata.ownerReferences).toBeUndefined();
  await request(handle, `/apis/apps/v1/namespaces/${namespace}/replicasets/${set!.metadata.name}`, {
    method: 'DELETE',
    body: { propagationPolicy: 'Foreground' },
  });
  expect(
    handle.read({ resource: 'replicasets', namespace, name: set!.metadata.name })?.metadata.finalizers,
  ).toEqual(['foregroundDeletion']);
  await handle.until(() => handle.list('replicasets', namespace).length === 0);
  expect(pods(handle)).toEqual([]);
});

it('a paused controller does nothing until it is resumed', async () => {
  const handle = await cluster();
  handle.pauseController('replicaset');
  handle.apply(deployment('shop/web:v1', { replicas: 1 }));
  await handle.until(() => handle.list('replicasets', namespace).length === 1);
  expect(pods(handle)).toEqual([]);
  handle.resumeController('replicaset');
  await handle.until(() => pods(handle).some(podIsReady));
});

it('pods go where there is room, and wait with the reason when there is none', async () => {
  const handle = await cluster({
    nodes: [
      { name: 'small', cpu: '1' },
      { name: 'tainted', taints: [{ key: 'gpu', effect: 'NoSchedule' }] },
    ],
  });
  const containers = [{ name: 'app', image: 'shop/web:v1', resources: { requests: { cpu: '600m' } } }];
  handle.apply(deployment('shop/web:v1', { replicas: 2, pod: { containers } }));
  const waiting = () => pods(handle).find(({ spec }) => spec.nodeName === undefined);
  await handle.until(() => findCondition(waiting()?.status.conditions, 'PodScheduled') !== undefined);
  const message =
    '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.';
  expect(findCondition(waiting()?.status.conditions, 'PodScheduled')).toMatchObject({
    reason: 'Unschedulable',
    message,
  });
  expect(events(handle, 'web-')).toContain(`FailedScheduling: ${message}`);
  handle.addNode({ name: 'more' });
  await rolledOut(handle);
});
