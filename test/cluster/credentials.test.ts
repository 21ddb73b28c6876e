import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectCluster } from '../../src/cluster/connect-cluster.ts';
import { connected, failure, marked, patch, pod } from './support/connected.ts';
import { kubeconfigText, sendJson } from './support/plain-api-server.ts';

describe('identity', () => {
  it('sends each group as a header of its own, and the extras', async () => {
    const { server, client } = await connected((_request, response) => sendJson(response, {}));
    const identity = {
      user: 'renée@example.com',
      groups: ['sre', 'oncall'],
      extra: { 'middlewatch-incident': 'INC-1' },
    };
    await client.change(patch, { ...marked, identity });
    const { rawHeaders = [] } = server.requests[0] ?? {};
    const sent = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 && name.startsWith('Impersonate') ? [[name, rawHeaders[index + 1]]] : [],
    );
    expect(sent).toEqual([
      ['Impersonate-User', Buffer.from('renée@example.com').toString('latin1')],
      ['Impersonate-Group', 'sre'],
      ['Impersonate-Group', 'oncall'],
      ['Impersonate-Extra-middlewatch-incident', 'INC-1'],
    ]);
  });

  it.each(['ana\r\nImpersonate-Group: system:masters', 'ana\nX: y', 'ana\rX', 'ana\0'])(
    'refuses a name, a group and an extra that would start another header: %j',
    async (text) => {
      const { server, client } = await connected((_request, response) => sendJson(response, {}));
      const plain = { user: 'ana', groups: [], extra: {} };
      for (const identity of [
        { ...plain, user: text },
        { ...plain, groups: ['sre', text] },
        { ...plain, extra: { 'middlewatch-incident': text } },
      ])
        expect((await failure(client.get(pod, { identity }))).failure).toBe('refused');
      expect(server.requests).toHaveLength(0);
    },
  );
});

describe('credentials', () => {
  it('reads a token file, without its line break', async () => {
    const { server } = await connected((_request, response) => sendJson(response, {}));
    writeFileSync(join(server.folder, 'token'), 'from-file\n');
    const path = join(server.folder, 'with-token-file');
    writeFileSync(path, kubeconfigText(server.url, { tokenFile: 'token', token: 'old' }));
    const client = await connectCluster({ name: 'prod', kubeconfig: path, env: {} });
    await client.get(pod);
    client.close();
    expect(server.requests[0]?.headers.authorization).toBe('Bearer from-file');
  });

  it('runs an exec plugin, and does not wait for it beyond the deadline', async () => {
    const { server } = await connected((_request, response) => sendJson(response, {}));
    const plugin = join(server.folder, 'plugin');
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'exec-token' },
    };
    writeFileSync(plugin, `#!/bin/sh\nsleep "$1"\necho '${JSON.stringify(credential)}'\n`);
    chmodSync(plugin, 0o755);
    const connect = async (seconds: string) => {
      const path = join(server.folder, `exec-${seconds}`);
      const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, args: [seconds] };
      writeFileSync(path, kubeconfigText(server.url, { exec }));
      const client = await connectCluster({ name: 'prod', kubeconfig: path, env: {} });
      onTestFinished(() => client.close());
      return client;
    };
    await (await connect('0')).get(pod);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer exec-token');
    expect((await failure((await connect('1')).get(pod, { timeoutMs: 100 }))).failure).toBe('timeout');
  });

  it('takes the service account of its own pod before $KUBECONFIG', async () => {
    const { server } = await connected((_request, response) => sendJson(response, {}));
    const withoutPod = await connectCluster({ name: 'prod', env: { KUBECONFIG: server.kubeconfig } });
    onTestFinished(() => withoutPod.close());
    await withoutPod.get(pod);
    expect(server.requests).toHaveLength(1);
    writeFileSync(join(server.folder, 'token'), 'pod-token');
    writeFileSync(join(server.folder, 'ca.crt'), '');
    const inPod = await connectCluster({
      name: 'prod',
      env: {
        KUBECONFIG: server.kubeconfig,
        KUBERNETES_SERVICE_HOST: '127.0.0.1',
        KUBERNETES_SERVICE_PORT: '1',
      },
      serviceAccountFolder: server.folder,
    });
    onTestFinished(() => inPod.close());
    expect((await failure(inPod.get(pod, { timeoutMs: 2000 }))).failure).toBe('unreachable');
  });

  it.each([
    [{ context: 'stage' }, /no context "stage"; it has: prod/],
    [{ kubeconfig: '/nowhere/config' }, /the kubeconfig \/nowhere\/config cannot be read/],
  ])('says what is wrong with a kubeconfig: %j', async (options, words) => {
    await expect(connected(() => undefined, options)).rejects.toThrow(words);
  });
});
