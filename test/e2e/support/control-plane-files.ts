import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Whom a bearer token stands for; `system:authenticated` is added by the server. */
export interface TokenUser {
  username: string;
  groups: string[];
}

/** The tokens of the control plane's own parts. `admin` is in system:masters: the tests prepare the world with it. */
export const ownTokens = {
  admin: 'token-admin',
  'controller-manager': 'token-controller-manager',
  scheduler: 'token-scheduler',
  kwok: 'token-kwok',
} as const;

const ownUsers: Record<string, TokenUser> = {
  [ownTokens.admin]: { username: 'admin', groups: ['system:masters'] },
  [ownTokens['controller-manager']]: { username: 'system:kube-controller-manager', groups: [] },
  [ownTokens.scheduler]: { username: 'system:kube-scheduler', groups: [] },
  [ownTokens.kwok]: { username: 'kwok', groups: ['system:masters'] },
};

export interface ControlPlaneFiles {
  tokens: string;
  auditPolicy: string;
  auditLog: string;
  serviceAccountKey: string;
  stages: string;
  /** The lines that every container's log holds: `current` while it runs, `previous` for the run before. */
  logs: { current: string; previous: string };
}

// Reads by anybody are kept at level Metadata; what changes something is kept with both bodies, so that
// managedFields in the answer can be judged. The control plane's own writes would bury the rest.
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    {
      level: 'None',
      users: ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler', 'kwok'],
    },
    { level: 'None', userGroups: ['system:serviceaccounts:kube-system'] },
    { level: 'Metadata', verbs: ['get', 'list', 'watch'] },
    { level: 'Metadata', nonResourceURLs: ['*'] },
    { level: 'RequestResponse' },
  ],
};

/** Writes what the servers read at their start into the folder. */
export async function writeControlPlaneFiles(
  folder: string,
  users: Record<string, TokenUser>,
): Promise<ControlPlaneFiles> {
  const files: ControlPlaneFiles = {
    tokens: join(folder, 'tokens.csv'),
    auditPolicy: join(folder, 'audit-policy.json'),
    auditLog: join(folder, 'audit.log'),
    serviceAccountKey: join(folder, 'service-account.key'),
    stages: join(folder, 'stages.yaml'),
    logs: { current: join(folder, 'current.log'), previous: join(folder, 'previous.log') },
  };
  const lines = Object.entries({ ...ownUsers, ...users }).map(
    ([token, { username, groups }], index) => `${token},${username},uid-${index},"${groups.join(',')}"`,
  );
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const stages = await readFile(new URL('../control-plane/stages.yaml', import.meta.url), 'utf8');
  const logs = {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'ClusterLogs',
    metadata: { name: 'every-container' },
    spec: { logs: [{ logsFile: files.logs.current, previousLogsFile: files.logs.previous, follow: false }] },
  };
  await Promise.all([
    writeFile(files.tokens, `${lines.join('\n')}\n`),
    writeFile(files.auditPolicy, JSON.stringify(auditPolicy)),
    writeFile(files.serviceAccountKey, privateKey),
    writeFile(files.stages, `${stages}---\n${JSON.stringify(logs)}\n`),
    writeFile(files.logs.current, crashLog),
    writeFile(files.logs.previous, crashLog),
  ]);
  return files;
}

// The form of the kubelet's log files: time, stream, whole (F) or partial (P) line, text.
const crashLog = [
  '2026-01-01T00:00:00.000000000Z stdout F starting',
  '2026-01-01T00:00:00.100000000Z stderr F fatal: cannot read settings: key "currency" is missing',
  '',
].join('\n');
