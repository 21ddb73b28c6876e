import { expect, it } from 'vitest';
import type { KubernetesHandle } from '../../../../src/drill/kubernetes/kubernetes-handle.ts';
import { cluster, request } from '../support/cluster.ts';
import { namespace } from '../support/manifests.ts';

const path = `/api/v1/namespaces/${namespace}/configmaps`;

function write(handle: KubernetesHandle, name: string, labels: Record<string, string>) {
  return handle.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels } });
}

async function watched(handle: KubernetesHandle, query: string): Promise<string[]> {
  const { text } = await request(handle, `${path}?watch=true&timeoutSeconds=1&${query}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { type: string; object: { metadata: { name?: string } } })
    .map(({ type, object }) => `${type} ${object.metadata.name ?? ''}`.trim());
}

it('without a version it begins with what is there, and ends with a bookmark', async () => {
  const handle = await cluster();
  write(handle, 'a', {});
  expect(await watched(handle, 'allowWatchBookmarks=true')).toEqual(['ADDED a', 'BOOKMARK']);
});

it('an object that stops to match is deleted for this watch', async () => {
  const handle = await cluster();
  const start = write(handle, 'a', { team: 'shop' }).metadata.resourceVersion;
  write(handle, 'a', { team: 'other' });
  write(handle, 'b', { team: 'shop' });
  expect(await watched(handle, `resourceVersion=${start}&labelSelector=team%3Dshop`)).toEqual([
    'DELETED a',
    'ADDED b',
  ]);
});

it('a version that is forgotten is gone: 410 as an event', async () => {
  const handle = await cluster({ watchHistory: 3 });
  const old = write(handle, 'a', {}).metadata.resourceVersion;
  for (const team of ['1', '2', '3', '4', '5']) write(handle, 'a', { team });
  const { text } = await request(handle, `${path}?watch=true&timeoutSeconds=1&resourceVersion=${old}`);
  expect(JSON.parse(text)).toMatchObject({
    type: 'ERROR',
    object: { kind: 'Status', code: 410, reason: 'Expired' },
  });
});

it('a continue token that is too old is 410 too', async () => {
  const handle = await cluster();
  for (const name of ['a', 'b', 'c']) write(handle, name, {});
  const first = await request(handle, `${path}?limit=1`);
  expect(first.body.metadata).toMatchObject({ remainingItemCount: 2 });
  write(handle, 'aa', {});
  const second = await request(handle, `${path}?limit=2&continue=${first.body.metadata?.continue}`);
  expect(second.body.items?.map(({ metadata }) => metadata.name)).toEqual(['b', 'c']);
  expect(second.body.metadata?.resourceVersion).toBe(first.body.metadata?.resourceVersion);
  const stale = Buffer.from(JSON.stringify({ version: 1, offset: 1 })).toString('base64url');
  expect(await request(handle, `${path}?limit=2&continue=${stale}`)).toMatchObject({
    status: 410,
    body: { reason: 'Expired' },
  });
});

it('only the metadata are sent when they are all that is asked for', async () => {
  const handle = await cluster();
  const secrets = `/api/v1/namespaces/${namespace}/secrets`;
  await request(handle, secrets, {
    method: 'POST',
    body: { metadata: { name: 'key' }, stringData: { word: 'x' } },
  });
  const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
  const { body, text } = await request(handle, secrets, {
    headers: { accept },
  });
  expect(body).toMatchObject({
    kind: 'PartialObjectMetadataList',
    items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'key' } }],
  });
  expect(text).not.toContain('"data"');
});
