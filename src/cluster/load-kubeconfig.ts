import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import type { KubeConfig, User } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';

/** https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface KubeconfigSource {
  /** The cluster's name in the config, for sentences. */
  name: string;
  /** A path. Absent: the pod's own service account, then $KUBECONFIG. */
  kubeconfig?: string;
  context?: string;
  /** The token of another account, instead of the context's own. */
  tokenFile?: string;
  env: Readonly<Record<string, string | undefined>>;
  serviceAccountFolder?: string;
}

/**
 * Loads the kubeconfig with the official client, which knows exec plugins, certificates and token files.
 * @throws MiddlewatchError `config-invalid`
 */
export async function loadKubeconfig(source: KubeconfigSource): Promise<KubeConfig> {
  // Loaded on demand: the client costs 80 MB and half a second, which `check` and `rbac` need not pay.
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  if (source.kubeconfig !== undefined) addFile(config, new client.KubeConfig(), source.kubeconfig, source);
  else if (!addServiceAccount(config, source)) {
    const files = (source.env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
    if (files.length === 0) {
      throw invalid(
        source,
        'kubeconfig is not set, this is no pod with a service account, and $KUBECONFIG is empty',
      );
    }
    for (const file of files) addFile(config, new client.KubeConfig(), file, source);
  }
  if (source.context !== undefined) config.setCurrentContext(source.context);
  if (source.tokenFile !== undefined) useToken(config, source.tokenFile);
  check(config, source);
  return config;
}

/** The context's server, with another account. */
function useToken(config: KubeConfig, tokenFile: string): void {
  const name = 'act-as';
  config.addUser({ name, authProvider: { name: 'tokenFile', config: { tokenFile: resolve(tokenFile) } } });
  config.contexts = config.contexts.map((context) =>
    context.name === config.currentContext ? { ...context, user: name } : context,
  );
}

function addFile(config: KubeConfig, file: KubeConfig, path: string, source: KubeconfigSource): void {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
    file.loadFromString(text);
  } catch (error) {
    throw invalid(source, `the kubeconfig ${path} cannot be read`, error);
  }
  const folder = dirname(resolve(path));
  file.makePathsAbsolute(folder);
  const tokenFiles = readTokenFiles(text);
  // As kubectl merges: the first file that names something wins.
  const has = (list: readonly { name: string }[], name: string) => list.some((entry) => entry.name === name);
  for (const cluster of file.clusters) if (!has(config.clusters, cluster.name)) config.addCluster(cluster);
  for (const context of file.contexts) if (!has(config.contexts, context.name)) config.addContext(context);
  for (const user of file.users) {
    if (!has(config.users, user.name)) config.addUser(withTokenFile(user, tokenFiles.get(user.name), folder));
  }
  // The type says that it is a string; a new KubeConfig has none.
  const current = config.currentContext as string | undefined;
  if (current === undefined || current === '') config.setCurrentContext(file.currentContext);
}

/** The client reads token files only of an auth-provider; kubectl's own key is `tokenFile`, and it wins over `token`. */
function withTokenFile(user: User, tokenFile: string | undefined, folder: string): User {
  if (tokenFile === undefined) return user;
  const rest: User & { token?: string } = { ...user };
  delete rest.token;
  return { ...rest, authProvider: { name: 'tokenFile', config: { tokenFile: resolve(folder, tokenFile) } } };
}

function readTokenFiles(text: string): Map<string, string> {
  const files = new Map<string, string>();
  const document: unknown = parse(text);
  const users: unknown = isRecord(document) ? document['users'] : undefined;
  for (const entry of Array.isArray(users) ? (users as unknown[]) : []) {
    if (!isRecord(entry) || !isRecord(entry['user'])) continue;
    const { name } = entry;
    const file = entry['user']['tokenFile'];
    if (typeof name === 'string' && typeof file === 'string') files.set(name, file);
  }
  return files;
}

function addServiceAccount(config: KubeConfig, source: KubeconfigSource): boolean {
  const host = source.env['KUBERNETES_SERVICE_HOST'];
  const port = source.env['KUBERNETES_SERVICE_PORT'] ?? '443';
  const folder = source.serviceAccountFolder ?? serviceAccountFolder;
  if (host === undefined || host === '' || !existsSync(`${folder}/token`)) return false;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  config.loadFromClusterAndUser(
    { name: source.name, server, caFile: `${folder}/ca.crt`, skipTLSVerify: false },
    {
      name: 'service-account',
      authProvider: { name: 'tokenFile', config: { tokenFile: `${folder}/token` } },
    },
  );
  return true;
}

function check(config: KubeConfig, source: KubeconfigSource): void {
  const context = config.getContextObject(config.currentContext);
  if (context === null) {
    const names = config.contexts.map((entry) => entry.name).join(', ');
    throw invalid(
      source,
      `its kubeconfig has no context "${config.currentContext}"; it has: ${names || 'none'}`,
    );
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw invalid(source, `context "${context.name}" names a cluster that is not there`);
  if (config.getCurrentUser() === null) {
    throw invalid(source, `context "${context.name}" names a user that is not there`);
  }
  if (!URL.canParse(cluster.server) || !/^https?:$/.test(new URL(cluster.server).protocol)) {
    throw invalid(source, `"${cluster.server}" is no address of an API server`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(source: KubeconfigSource, why: string, cause?: unknown): MiddlewatchError {
  return new MiddlewatchError('config-invalid', `cluster ${source.name}: ${why}`, { cause });
}
