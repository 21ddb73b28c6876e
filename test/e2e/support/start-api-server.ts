import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlPlaneFiles } from './control-plane-files.ts';
import { freePort } from './free-port.ts';
import { httpRequest } from './http-request.ts';
import { startProcess, type RunningProcess } from './start-process.ts';

export interface ApiServer {
  url: string;
  /** The self-signed certificate that it made for itself, which is its own authority. */
  caFile: string;
  ca: string;
  /** Stops kube-apiserver and etcd. */
  stop: () => Promise<void>;
}

/** Starts etcd and kube-apiserver on loopback and returns when `/readyz` says ok. */
export async function startApiServer(options: {
  programs: string;
  folder: string;
  files: ControlPlaneFiles;
}): Promise<ApiServer> {
  const { programs, folder, files } = options;
  const [etcdPort, peerPort, port] = await Promise.all([freePort(), freePort(), freePort()]);
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const etcd = await startProcess({
    name: 'etcd',
    program: join(programs, 'etcd'),
    args: [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
      // The cluster lives as long as the test: nothing of it must survive a power cut.
      '--unsafe-no-fsync',
    ],
    logFile: join(folder, 'etcd.log'),
  });
  const certificates = join(folder, 'certificates');
  let server: RunningProcess | undefined;
  const stop = async () => {
    await server?.stop();
    await etcd.stop();
  };
  try {
    await etcd.ready(
      async () => (await httpRequest({ method: 'GET', url: `${etcdUrl}/health` })).status === 200,
    );
    server = await startProcess({
      name: 'kube-apiserver',
      program: join(programs, 'kube-apiserver'),
      args: [
        `--etcd-servers=${etcdUrl}`,
        `--secure-port=${port}`,
        '--bind-address=127.0.0.1',
        '--advertise-address=127.0.0.1',
        `--cert-dir=${certificates}`,
        `--token-auth-file=${files.tokens}`,
        '--authorization-mode=RBAC',
        '--anonymous-auth=true',
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-signing-key-file=${files.serviceAccountKey}`,
        `--service-account-key-file=${files.serviceAccountKey}`,
        '--service-cluster-ip-range=10.0.0.0/24',
        `--audit-policy-file=${files.auditPolicy}`,
        `--audit-log-path=${files.auditLog}`,
        // kwok answers for every node at this address: the nodes' names are nobody's.
        '--kubelet-preferred-address-types=InternalIP',
        // Written when the request ends, not in batches: a test may read the line right after its answer.
        '--audit-log-mode=blocking',
        // Endpoint reconciliation refuses loopback addresses, and nothing here needs the `kubernetes` Service.
        '--endpoint-reconciler-type=none',
      ],
      logFile: join(folder, 'kube-apiserver.log'),
    });
    const url = `https://127.0.0.1:${port}`;
    const caFile = join(certificates, 'apiserver.crt');
    await server.ready(async () => {
      const answer = await httpRequest({
        method: 'GET',
        url: `${url}/readyz`,
        ca: await readFile(caFile, 'utf8'),
      });
      return answer.status === 200;
    });
    return { url, caFile, ca: await readFile(caFile, 'utf8'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
