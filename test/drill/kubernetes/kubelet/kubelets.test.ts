import { describe, expect, it } from 'vitest';
import type { ContainerBehaviour } from '../../../../src/drill/kubernetes/container-behaviour.ts';
import type { KubernetesHandle } from '../../../../src/drill/kubernetes/kubernetes-handle.ts';
import type { ContainerStatus, Pod } from '../../../../src/drill/kubernetes/resources/workload-types.ts';
import { podIsReady } from '../../../../src/drill/kubernetes/resources/pod-readiness.ts';
import { cluster, events, pods, request } from '../support/cluster.ts';
import { namespace } from '../support/manifests.ts';

const image = 'shop/job:1';

async function onePod(behaviour: ContainerBehaviour, spec: Record<string, unknown> = {}) {
  const handle = await cluster();
  handle.behave('shop/*', behaviour);
  handle.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'one', namespace },
    spec: { containers: [{ name: 'app', image }], ...spec },
  });
  return handle;
}

function pod(handle: KubernetesHandle): Pod {
  return pods(handle)[0]!;
}

function status(handle: KubernetesHandle): ContainerStatus | undefined {
  return pod(handle).status.containerStatuses?.[0];
}

const log = (query = '') => `/api/v1/namespaces/${namespace}/pods/one/log${query}`;

it('a healthy pod is scheduled, pulled, started and ready, and says so step by step', async () => {
  const handle = await onePod({ kind: 'run', logs: ['listening on :8080'] });
  await handle.until(() => podIsReady(pod(handle)));
  expect(pod(handle).status).toMatchObject({
    phase: 'Running',
    hostIP: expect.any(String),
    podIP: expect.any(String),
    qosClass: 'BestEffort',
  });
  expect(
    events(handle, 'one')
      .map((text) => text.split(':')[0])
      .sort(),
  ).toEqual(['Created', 'Pulled', 'Pulling', 'Scheduled', 'Started']);
  expect(events(handle, 'one')).toContain('Created: Created container: app');
  expect((await request(handle, log())).text).toBe('listening on :8080\n');
  const previous = await request(handle, log('?previous=true'));
  expect(previous).toMatchObject({
    status: 400,
    body: { reason: 'BadRequest', message: 'previous terminated container "app" in pod "one" not found' },
  });
});

it('a crash backs off 10 s, 20 s, 40 s …, and its last words can be read', async () => {
  const handle = await onePod({
    kind: 'crash',
    afterMs: 100,
    exitCode: 3,
    logs: ['starting', 'no such table'],
  });
  const messages: string[] = [];
  handle.onChange(() => {
    const waiting = status(handle)?.state.waiting;
    if (waiting?.reason === 'CrashLoopBackOff') messages.push(waiting.message?.split(' ')[1] ?? '');
  });
  await handle.until(() => (status(handle)?.restartCount ?? 0) >= 4);
  expect([...new Set(messages)].slice(0, 3)).toEqual(['10s', '20s', '40s']);
  await handle.until(() => status(handle)?.state.waiting !== undefined);
  expect(status(handle)?.lastState.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
  const { uid } = pod(handle).metadata;
  expect(status(handle)?.state.waiting?.message).toMatch(
    `restarting failed container=app pod=one_shop(${uid})`,
  );
  expect((await request(handle, log('?previous=true&tailLines=1'))).text).toBe('no such table\n');
  expect(events(handle, 'one')).toContain(
    `BackOff: Back-off restarting failed container app in pod one_shop(${uid})`,
  );
  const repeated = handle.list('events').find(({ reason }) => reason === 'BackOff');
  expect(repeated?.['count']).toBeGreaterThan(1);
});

it.each<[string, ContainerBehaviour, object]>([
  [
    'out of memory',
    { kind: 'out-of-memory', afterMs: 50 },
    { lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
  ],
  [
    'a failing image',
    { kind: 'image-pull-error', message: 'manifest unknown' },
    {
      state: {
        waiting: {
          reason: 'ImagePullBackOff',
          message: `Back-off pulling image "${image}": ErrImagePull: manifest unknown`,
        },
      },
    },
  ],
  [
    'a missing key',
    { kind: 'config-error', message: 'configmap "settings" not found' },
    {
      state: { waiting: { reason: 'CreateContainerConfigError', message: 'configmap "settings" not found' } },
    },
  ],
  [
    'a program that is not there',
    { kind: 'start-error', message: 'exec: "/app": no such file' },
    {
      lastState: {
        terminated: { exitCode: 128, reason: 'StartError', message: 'exec: "/app": no such file' },
      },
    },
  ],
  [
    'a failed liveness probe',
    { kind: 'liveness-failure', afterMs: 50, message: 'timeout' },
    { lastState: { terminated: { exitCode: 137, reason: 'Error' } } },
  ],
])('%s shows as the kubelet shows it', async (_name, behaviour, expected) => {
  const handle = await onePod(behaviour);
  await handle.until(
    () => {
      try {
        expect(status(handle)).toMatchObject(expected);
        return true;
      } catch {
        return false;
      }
    },
    { describe: () => JSON.stringify(pod(handle).status) },
  );
});

it('a reference to nothing is found without being told, and heals when it is there', async () => {
  const env = [{ name: 'URL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'url' } } }];
  const handle = await onePod({ kind: 'run' }, { containers: [{ name: 'app', image, env }] });
  await handle.until(() => status(handle)?.state.waiting?.reason === 'CreateContainerConfigError');
  expect(status(handle)?.state.waiting?.message).toBe('configmap "settings" not found');
  handle.apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace },
    data: { url: 'x' },
  });
  await handle.until(() => podIsReady(pod(handle)));
});

it('init containers come first, one after the other', async () => {
  const spec = {
    initContainers: [{ name: 'migrate', image: 'shop/migrate:1' }],
    containers: [{ name: 'app', image }],
  };
  const handle = await onePod({ kind: 'run' }, spec);
  await handle.until(() => pod(handle).status.initContainerStatuses?.[0]?.state.running !== undefined);
  expect(pod(handle).status.phase).toBe('Pending');
  expect(status(handle)?.state.waiting?.reason).toBe('PodInitializing');
  await handle.until(() => podIsReady(pod(handle)));
  expect(pod(handle).status.initContainerStatuses?.[0]?.state.terminated).toMatchObject({
    exitCode: 0,
    reason: 'Completed',
  });
});

it('readiness follows what the scenario says', async () => {
  let overloaded = false;
  const handle = await onePod({
    kind: 'run',
    ready: () => !overloaded,
    notReadyMessage: 'context deadline exceeded',
  });
  await handle.until(() => podIsReady(pod(handle)));
  overloaded = true;
  await handle.until(() => !podIsReady(pod(handle)));
  expect(events(handle, 'one')).toContain('Unhealthy: Readiness probe failed: context deadline exceeded');
  overloaded = false;
  await handle.until(() => podIsReady(pod(handle)));
});

it('a changed behaviour reaches running containers', async () => {
  const handle = await onePod({ kind: 'run' });
  await handle.until(() => podIsReady(pod(handle)));
  const takeBack = handle.behave(image, { kind: 'crash', afterMs: 100, exitCode: 9 });
  await handle.until(() => status(handle)?.lastState.terminated?.exitCode === 9);
  takeBack();
  await handle.until(() => podIsReady(pod(handle)), { timeoutMs: 15_000 });
});

it('a pod that never restarts ends as Succeeded or Failed', async () => {
  const good = await onePod({ kind: 'complete', afterMs: 50 }, { restartPolicy: 'Never' });
  await good.until(() => pod(good).status.phase === 'Succeeded');
  const bad = await onePod({ kind: 'crash', afterMs: 50, exitCode: 1 }, { restartPolicy: 'Never' });
  await bad.until(() => pod(bad).status.phase === 'Failed');
  expect(status(bad)?.restartCount).toBe(0);
});

describe('logs', () => {
  it('of several containers need a name', async () => {
    const handle = await onePod(
      { kind: 'run', logs: ['x'] },
      {
        containers: [
          { name: 'app', image },
          { name: 'proxy', image },
        ],
      },
    );
    await handle.until(() => podIsReady(pod(handle)));
    const unnamed = await request(handle, log());
    expect(unnamed).toMatchObject({
      status: 400,
      body: { message: 'a container name must be specified for pod one, choose one of: [app proxy]' },
    });
    expect((await request(handle, log('?container=none'))).body.message).toBe(
      'container none is not valid for pod one',
    );
    expect((await request(handle, log('?container=proxy'))).text).toBe('x\n');
  });

  it('are cut as asked', async () => {
    const handle = await onePod({ kind: 'run', logs: ['one', 'two', 'three'] });
    await handle.until(() => podIsReady(pod(handle)));
    expect((await request(handle, log('?tailLines=2'))).text).toBe('two\nthree\n');
    expect((await request(handle, log('?limitBytes=5'))).text).toBe('one\nt');
    expect((await request(handle, log('?timestamps=true&tailLines=1'))).text).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z three\n$/,
    );
    expect(await request(handle, log('?tailLines=-1'))).toMatchObject({
      status: 422,
      body: { reason: 'Invalid' },
    });
  });

  it('of a container that waits say why', async () => {
    const handle = await onePod({ kind: 'image-pull-error', message: 'denied' });
    await handle.until(() => status(handle)?.state.waiting?.reason === 'ImagePullBackOff');
    const answer = await request(handle, log());
    expect(answer.status).toBe(400);
    expect(answer.body.message).toBe(
      'container "app" in pod "one" is waiting to start: trying and failing to pull image',
    );
  });
});
