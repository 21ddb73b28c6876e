import { expect, onTestFinished } from 'vitest';
import { ClusterError, type ClusterClient } from '../../../src/cluster/cluster-client.ts';
import { connectCluster, type ClusterOptions } from '../../../src/cluster/connect-cluster.ts';
import { startPlainApiServer, type Answer, type PlainApiServer } from './plain-api-server.ts';

/** A server that answers so, and a client of it; both end with the test. */
export async function connected(
  answer: Answer,
  options: Partial<ClusterOptions> = {},
): Promise<{ server: PlainApiServer; client: ClusterClient }> {
  const server = await startPlainApiServer(answer);
  onTestFinished(() => server.stop());
  const client = await connectCluster({
    name: 'prod',
    kubeconfig: server.kubeconfig,
    env: {},
    version: '1.2.3',
    ...options,
  });
  onTestFinished(() => client.close());
  return { server, client };
}

/** The ClusterError that the work ends with. */
export async function failure(work: Promise<unknown>): Promise<ClusterError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ClusterError);
  return error as ClusterError;
}

export const pod = '/api/v1/namespaces/shop/pods/a';
export const patch = {
  method: 'PATCH',
  path: '/x',
  type: 'application/merge-patch+json',
  body: {},
} as const;
export const marked = { fieldManager: 'middlewatch-scale-1', dryRun: 'none' } as const;
