import { PassThrough } from 'node:stream';
import * as k8s from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { cluster, pods, rolledOut, web } from './support/cluster.ts';
import { deployment, namespace } from './support/manifests.ts';

async function connected() {
  const handle = await cluster();
  handle.apply(deployment('shop/web:v1', { replicas: 2 }));
  await rolledOut(handle);
  const config = new k8s.KubeConfig();
  config.loadFromString(handle.kubeconfig());
  return {
    handle,
    config,
    apps: config.makeApiClient(k8s.AppsV1Api),
    core: config.makeApiClient(k8s.CoreV1Api),
  };
}

it('the unmodified client lists and reads', async () => {
  const { core, apps } = await connected();
  const list = await core.listNamespacedPod({ namespace, limit: 1 });
  expect(list.items).toHaveLength(1);
  expect(list.metadata?._continue).toBeTruthy();
  expect(list.metadata?.remainingItemCount).toBe(1);
  const rest = await core.listNamespacedPod({
    namespace,
    _continue: list.metadata!._continue!,
  });
  expect(rest.items[0]?.metadata?.name).not.toBe(list.items[0]?.metadata?.name);
  const one = await apps.readNamespacedDeployment({ name: 'web', namespace });
  expect(one.status?.availableReplicas).toBe(2);
  await expect(apps.readNamespacedDeployment({ name: 'none', namespace })).rejects.toMatchObject({
    code: 404,
  });
});

it('the unmodified client patches in three ways and scales', async () => {
  const { apps, handle } = await connected();
  const strategic = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.StrategicMergePatch);
  const body = { spec: { template: { spec: { containers: [{ name: 'app', image: 'shop/web:v2' }] } } } };
  const dry = await apps.patchNamespacedDeployment(
    { name: 'web', namespace, body, dryRun: 'All' },
    strategic,
  );
  expect(dry.spec?.template.spec?.containers[0]?.image).toBe('shop/web:v2');
  expect(web(handle).spec.template.spec.containers[0]?.image).toBe('shop/web:v1');
  await apps.patchNamespacedDeployment(
    { name: 'web', namespace, body, fieldManager: 'middlewatch' },
    strategic,
  );
  await rolledOut(handle);
  expect(pods(handle).map(({ spec }) => spec.containers[0]?.image)).toEqual(['shop/web:v2', 'shop/web:v2']);
  const operations = [{ op: 'replace', path: '/spec/revisionHistoryLimit', value: 3 }];
  const json = await apps.patchNamespacedDeployment({ name: 'web', namespace, body: operations });
  expect(json.spec?.revisionHistoryLimit).toBe(3);
  const merge = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch);
  const scale = await apps.patchNamespacedDeploymentScale(
    { name: 'web', namespace, body: { spec: { replicas: 3 } } },
    merge,
  );
  expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } });
  await rolledOut(handle);
  expect(pods(handle)).toHaveLength(3);
});

it('the unmodified client watches and reads logs', async () => {
  const { config, core, handle } = await connected();
  const seen: string[] = [];
  const watch = new k8s.Watch(config);
  const ended = Promise.withResolvers<undefined>();
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const controller = await watch.watch(
    path,
    { allowWatchBookmarks: true },
    (phase: string, object: k8s.KubernetesObject) => seen.push(`${phase} ${object.metadata?.name ?? ''}`),
    () => ended.resolve(undefined),
  );
  const metadata = Object.assign(new k8s.V1ObjectMeta(), { name: 'settings' });
  const body = Object.assign(new k8s.V1ConfigMap(), { metadata, data: { a: '1' } });
  await core.createNamespacedConfigMap({ namespace, body });
  await core.deleteNamespacedConfigMap({ namespace, name: 'settings' });
  await handle.until(() => seen.length >= 2);
  expect(seen).toEqual(['ADDED settings', 'DELETED settings']);
  controller.abort();
  await ended.promise;

  const [pod] = pods(handle);
  handle.writeLog({ namespace, pod: pod!.metadata.name }, 'hello');
  const text = await core.readNamespacedPodLog({ namespace, name: pod!.metadata.name, tailLines: 5 });
  expect(text).toBe('hello\n');
  const stream = new PassThrough();
  let followed = '';
  stream.on('data', (chunk: Buffer) => (followed += chunk.toString()));
  const log = new k8s.Log(config);
  await log.log(namespace, pod!.metadata.name, 'app', stream, { follow: true });
  handle.writeLog({ namespace, pod: pod!.metadata.name }, 'again');
  await handle.until(() => followed.includes('again'));
  // The log ends with the run of the container.
  const over = new Promise((resolve) => stream.once('end', resolve));
  handle.terminateContainer({ namespace, pod: pod!.metadata.name, exitCode: 1 });
  await over;
});

it('an informer of the unmodified client follows a rollout', async () => {
  const { config, core, handle } = await connected();
  const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, () =>
    core.listNamespacedPod({ namespace }),
  );
  const names = new Set<string>();
  informer.on('add', (pod) => names.add(pod.metadata?.name ?? ''));
  informer.on('delete', (pod) => names.delete(pod.metadata?.name ?? ''));
  await informer.start();
  handle.apply(deployment('shop/web:v2', { replicas: 2 }));
  await handle.until(
    () =>
      pods(handle).length === 2 &&
      pods(handle).every(({ spec }) => spec.containers[0]?.image === 'shop/web:v2'),
  );
  await handle.until(
    () => pods(handle).every(({ metadata }) => names.has(metadata.name)) && names.size === 2,
  );
  await informer.stop();
});
