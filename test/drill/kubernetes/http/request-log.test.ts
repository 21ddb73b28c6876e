import { expect, it } from 'vitest';
import { cluster, request } from '../support/cluster.ts';
import { deployment, namespace } from '../support/manifests.ts';

const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;

it('records who did what, as the audit log does', async () => {
  const handle = await cluster({
    tokens: { bot: { username: 'middlewatch', groups: [] } },
    rbac: [
      { users: ['middlewatch'], verbs: ['impersonate'], apiGroups: ['*'], resources: ['*'] },
      {
        groups: ['sre'],
        verbs: ['patch'],
        apiGroups: ['apps'],
        resources: ['deployments'],
        namespaces: [namespace],
      },
    ],
  });
  handle.apply(deployment('shop/web:v1', { replicas: 0 }));
  const headers = {
    'user-agent': 'middlewatch/0.1.0',
    'impersonate-user': 'ana',
    'impersonate-group': 'sre',
    'impersonate-extra-middlewatch-incident': 'inc-7',
  };
  const patch = (more: object) =>
    request(handle, `${path}?fieldManager=x`, {
      method: 'PATCH',
      type: 'application/merge-patch+json',
      body: { spec: { replicas: 1 } },
      token: 'bot',
      ...more,
    });
  expect((await patch({ headers })).status).toBe(200);
  expect(handle.requests().at(-1)).toMatchObject({
    verb: 'patch',
    uri: `${path}?fieldManager=x`,
    user: 'middlewatch',
    impersonatedUser: {
      username: 'ana',
      groups: ['sre', 'system:authenticated'],
      extra: { 'middlewatch-incident': ['inc-7'] },
    },
    userAgent: 'middlewatch/0.1.0',
    resource: 'deployments',
    apiGroup: 'apps',
    namespace,
    name: 'web',
    dryRun: false,
    body: { spec: { replicas: 1 } },
    responseStatus: 200,
  });
  const refused = await patch({});
  expect(refused).toMatchObject({
    status: 403,
    body: {
      reason: 'Forbidden',
      message: `deployments.apps "web" is forbidden: User "middlewatch" cannot patch resource "deployments" in API group "apps" in the namespace "${namespace}"`,
    },
  });
  expect(handle.requests().at(-1)?.responseStatus).toBe(403);
});

it('knows dry runs wherever they are asked for', async () => {
  const handle = await cluster();
  handle.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'one', namespace },
    spec: { containers: [{ name: 'a', image: 'x:1' }] },
  });
  const pod = `/api/v1/namespaces/${namespace}/pods/one`;
  await request(handle, pod, { method: 'DELETE', body: { dryRun: ['All'] } });
  const eviction = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: 'one', namespace },
    deleteOptions: { dryRun: ['All'] },
  };
  expect((await request(handle, `${pod}/eviction`, { method: 'POST', body: eviction })).status).toBe(201);
  expect(handle.requests().map(({ dryRun }) => dryRun)).toEqual([true, true]);
  expect(
    handle.read({ resource: 'pods', namespace, name: 'one' })?.metadata.deletionTimestamp,
  ).toBeUndefined();
});
