import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildControlPlane } from '../control-plane/build-control-plane.ts';
import { followAuditLog, type AuditEvent } from './audit-log.ts';
import { cleanup } from './cleanup.ts';
import { clusterClient, type ClusterClient } from './cluster-client.ts';
import { ownTokens, writeControlPlaneFiles, type TokenUser } from './control-plane-files.ts';
import { field, listField } from './field.ts';
import { freePort } from './free-port.ts';
import { kubeconfig } from './kubeconfig.ts';
import { startApiServer } from './start-api-server.ts';
import { startProcess, type RunningProcess } from './start-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitUntil } from './wait-until.ts';

export interface ControlPlaneOptions {
  /** Bearer token → whom it stands for, besides the control plane's own. */
  users?: Record<string, TokenUser>;
  /** Names of nodes that exist and are Ready when the call returns; default one, `node-1`. */
  nodes?: string[];
}

export interface ControlPlane {
  /** A member of system:masters: prepares the world, sees all of it. */
  admin: ClusterClient;
  caFile: string;
  /** Every request that the audit policy keeps, oldest first. */
  audit(): Promise<AuditEvent[]>;
  /** Adds a node, with these taints from its first moment on, and waits until kwok has made it Ready. */
  addNode(name: string, taints?: readonly object[]): Promise<void>;
  /** `down`: kwok reports the node NotReady, from when this returns; `up`: Ready again. */
  setKubelet(node: string, state: 'down' | 'up'): Promise<void>;
  /** Writes a kubeconfig for one of the tokens and returns its path. */
  kubeconfigFile(token: string): Promise<string>;
  stop: () => Promise<void>;
}

/**
 * Starts a real Kubernetes: etcd, API server, controller manager and scheduler, with kwok playing the kubelets.
 * Everything listens on loopback on free ports and lives in a temporary folder. About 10 s.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const programs = await buildControlPlane();
  const folder = await temporaryFolder('control-plane');
  const files = await writeControlPlaneFiles(folder.path, options.users ?? {});
  const ends = cleanup();
  ends.add(folder.remove);
  try {
    const server = await startApiServer({ programs, folder: folder.path, files });
    ends.add(server.stop);
    const kubeconfigFile = async (token: string): Promise<string> => {
      const path = join(
        folder.path,
        `${createHash('sha256').update(token).digest('hex').slice(0, 12)}.kubeconfig`,
      );
      await writeFile(path, kubeconfig({ cluster: 'e2e', server: server.url, token, caFile: server.caFile }));
      return path;
    };
    const part = async (
      program: keyof typeof ownTokens,
      name: string,
      args: string[],
    ): Promise<RunningProcess> => {
      const started = await startProcess({
        name,
        program: join(programs, name),
        args: [`--kubeconfig=${await kubeconfigFile(ownTokens[program])}`, ...args],
        logFile: join(folder.path, `${name}.log`),
      });
      ends.add(started.stop);
      return started;
    };
    const [managerPort, schedulerPort, kubeletPort] = await Promise.all([freePort(), freePort(), freePort()]);
    const pace = [
      '--kube-api-qps=200',
      '--kube-api-burst=400',
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
    ];
    await part('controller-manager', 'kube-controller-manager', [
      ...pace,
      `--secure-port=${managerPort}`,
      `--cert-dir=${join(folder.path, 'manager-certificates')}`,
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${files.serviceAccountKey}`,
    ]);
    await part('scheduler', 'kube-scheduler', [
      ...pace,
      `--secure-port=${schedulerPort}`,
      `--cert-dir=${join(folder.path, 'scheduler-certificates')}`,
    ]);
    await part('kwok', 'kwok', [
      `--config=${files.stages}`,
      '--manage-all-nodes=true',
      '--node-lease-duration-seconds=40',
      '--node-ip=127.0.0.1',
      `--node-port=${kubeletPort}`,
      `--server-address=127.0.0.1:${kubeletPort}`,
    ]);
    const admin = clusterClient({ url: server.url, token: ownTokens.admin, ca: server.ca });
    const plane: ControlPlane = {
      admin,
      caFile: server.caFile,
      audit: followAuditLog(files.auditLog),
      async addNode(name, taints = []) {
        await admin.expect({ method: 'POST', path: '/api/v1/nodes', body: node(name, taints) });
        await nodeIs(admin, name, 'True');
      },
      async setKubelet(name, state) {
        await admin.expect({
          method: 'PATCH',
          path: `/api/v1/nodes/${name}`,
          contentType: 'application/merge-patch+json',
          body: { metadata: { labels: { 'e2e.middlewatch.dev/kubelet': state } } },
        });
        await nodeIs(admin, name, state === 'up' ? 'True' : 'False');
      },
      kubeconfigFile,
      stop: ends.run,
    };
    for (const name of options.nodes ?? ['node-1']) await plane.addNode(name);
    // Pods are refused until the controller manager has made the namespace's service account.
    await waitUntil(async () => (await admin.send(defaultAccount)).status === 200, {
      what: 'the default service account',
    });
    return plane;
  } catch (error) {
    await ends.run();
    throw error;
  }
}

const defaultAccount = { method: 'GET', path: '/api/v1/namespaces/default/serviceaccounts/default' };

function node(name: string, taints: readonly object[]) {
  const metadata = { name, labels: { 'kubernetes.io/hostname': name } };
  return { apiVersion: 'v1', kind: 'Node', metadata, ...(taints.length > 0 && { spec: { taints } }) };
}

async function nodeIs(admin: ClusterClient, name: string, ready: 'True' | 'False'): Promise<void> {
  await waitUntil(
    async () => {
      const node = await admin.expect({ method: 'GET', path: `/api/v1/nodes/${name}` });
      return listField(node, 'status.conditions').some(
        (condition) => field(condition, 'type') === 'Ready' && field(condition, 'status') === ready,
      );
    },
    { what: `node ${name} to be Ready=${ready}` },
  );
}
