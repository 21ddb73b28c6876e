import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { httpRequest } from './http-request.ts';
import { requireProgram } from './require-program.ts';
import { startProcess, type RunningProcess } from './start-process.ts';

export interface ClusterOptions {
  /** Where configs, data and logs go. */
  folder: string;
  /** The bot's webhook and its bearer token. */
  webhook: { url: string; token: string };
  groupBy: readonly string[];
}

export interface SilenceWanted {
  matchers: readonly { name: string; value: string; isRegex: boolean }[];
  createdBy: string;
  comment: string;
  endsAt: Date;
}

export interface AlertmanagerReplica {
  /** `127.0.0.1:9093` */
  address: string;
  url: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it, again after kill() or stop(), on the same ports, with what its storage holds. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Forgets notifications and silences. Only while it does not run. */
  wipe(): Promise<void>;
  /** Returns the silence's id. */
  silence(wanted: SilenceWanted): Promise<string>;
  /** Whether it knows the silence, made here or at the other. */
  knowsSilence(id: string): Promise<boolean>;
  /** How many alerts it lists, silenced ones too. */
  alertCount(): Promise<number>;
}

/**
 * Two of Debian's Alertmanagers that gossip on loopback. The second does not wait for the first before it notifies, so
 * that, as in a slow or divided network, both send what only one should.
 */
export async function startAlertmanagerCluster(
  options: ClusterOptions,
): Promise<readonly [AlertmanagerReplica, AlertmanagerReplica]> {
  const configFile = join(options.folder, 'alertmanager.yml');
  // JSON is YAML too.
  await writeFile(configFile, JSON.stringify(config(options)));
  const [web, otherWeb, gossip, otherGossip] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const base = { folder: options.folder, configFile };
  const replicas = [
    replicaOf({ ...base, name: 'alertmanager-0', port: web, gossip, peer: otherGossip }),
    replicaOf({ ...base, name: 'alertmanager-1', port: otherWeb, gossip: otherGossip, peer: gossip }),
  ] as const;
  try {
    await Promise.all(replicas.map(async (replica) => replica.start()));
  } catch (error) {
    await Promise.all(replicas.map(async (replica) => replica.kill()));
    throw error;
  }
  return replicas;
}

interface ReplicaOptions {
  name: string;
  folder: string;
  configFile: string;
  port: number;
  gossip: number;
  /** The other one's gossip port. */
  peer: number;
}

function replicaOf(options: ReplicaOptions): AlertmanagerReplica {
  const { name, folder, port } = options;
  const storage = join(folder, name);
  const address = `127.0.0.1:${port}`;
  const url = `http://${address}`;
  let server: RunningProcess | undefined;
  return {
    address,
    url,
    async start() {
      await mkdir(storage, { recursive: true });
      server = await startProcess({
        name,
        program: requireProgram('prometheus-alertmanager'),
        args: argumentsOf(options, storage),
        logFile: join(folder, `${name}.log`),
      });
      await server.ready(
        async () => (await httpRequest({ method: 'GET', url: `${url}/-/ready` })).status === 200,
      );
    },
    async kill() {
      server?.signal('SIGKILL');
      await server?.stop();
    },
    stop: async () => server?.stop(),
    wipe: async () => rm(storage, { recursive: true, force: true }),
    async silence({ matchers, createdBy, comment, endsAt }) {
      const answer = await httpRequest({
        method: 'POST',
        url: `${url}/api/v2/silences`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          matchers: matchers.map((matcher) => ({ ...matcher, isEqual: true })),
          createdBy,
          comment,
          startsAt: new Date(),
          endsAt,
        }),
      });
      if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}: ${answer.text}`);
      return (JSON.parse(answer.text) as { silenceID: string }).silenceID;
    },
    async knowsSilence(id) {
      const answer = await httpRequest({ method: 'GET', url: `${url}/api/v2/silence/${id}` });
      return answer.status === 200;
    },
    async alertCount() {
      const answer = await httpRequest({ method: 'GET', url: `${url}/api/v2/alerts` });
      return (JSON.parse(answer.text) as unknown[]).length;
    },
  };
}

function argumentsOf({ configFile, port, gossip, peer }: ReplicaOptions, storage: string): string[] {
  return [
    `--config.file=${configFile}`,
    `--storage.path=${storage}`,
    `--web.listen-address=127.0.0.1:${port}`,
    `--cluster.listen-address=127.0.0.1:${gossip}`,
    `--cluster.peer=127.0.0.1:${peer}`,
    '--cluster.peer-timeout=1ms',
    // What one has sent the other hears too late, on a slow machine too.
    '--cluster.gossip-interval=1s',
    '--cluster.settle-timeout=5s',
    '--cluster.reconnect-interval=1s',
  ];
}

function config({ webhook, groupBy }: ClusterOptions) {
  return {
    route: {
      receiver: 'middlewatch',
      group_by: groupBy,
      group_wait: '1s',
      group_interval: '1s',
      repeat_interval: '1h',
    },
    receivers: [
      {
        name: 'middlewatch',
        webhook_configs: [
          {
            url: webhook.url,
            send_resolved: true,
            max_alerts: 0,
            http_config: { authorization: { type: 'Bearer', credentials: webhook.token } },
          },
        ],
      },
    ],
  };
}
