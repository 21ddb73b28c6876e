import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { startKubernetes } from '../../../src/drill/kubernetes/start-kubernetes.ts';
import type { KubernetesOptions } from '../../../src/drill/kubernetes/kubernetes-options.ts';
import type { KubernetesHandle } from '../../../src/drill/kubernetes/kubernetes-handle.ts';
import {
  startWorkspace,
  type Message,
  type Workspace,
  type WorkspaceOptions,
} from '../../../src/drill/slack/start-workspace.ts';
import { textOf } from '../../../src/drill/play/find-button.ts';
import { answersWithinMs } from './patience.ts';
import { shopDeployment } from './shop-deployment.ts';

/** The people of the stories; Ann is Ana's second account, Mallory is mapped to nobody's groups, Nemo is mapped to nobody. */
export const people = [
  { name: 'ana', id: 'U0ANA', email: 'ana@example.com' },
  { name: 'ann', id: 'U0ANN', email: 'ann@example.com' },
  { name: 'ben', id: 'U0BEN', email: 'ben@example.com' },
  { name: 'cleo', id: 'U0CLEO', email: 'cleo@example.com' },
  { name: 'mallory', id: 'U0MALLORY', email: 'mallory@example.com' },
  { name: 'nemo', id: 'U0NEMO', email: 'nemo@example.com' },
];

export interface Bot {
  url: string;
  /** Its log so far, a JSON object a line. */
  log: () => readonly string[];
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface Story {
  kubernetes: KubernetesHandle;
  workspace: Workspace;
  /** The channel's id. */
  channel: string;
  storeFile: string;
  configFile: string;
  /** Starts the real process on the story's store; again after a kill. */
  startBot(): Promise<Bot>;
  /** POSTs a webhook to the running bot; resolves with the status. */
  post(body: unknown): Promise<number>;
  cards(): readonly Message[];
  /** Waits for the card whose text matches. */
  card(pattern: RegExp): Promise<Message>;
  /** Waits for a reply in the thread of a message. */
  reply(root: Message, pattern: RegExp): Promise<Message>;
  /** Requests that changed the cluster for real, as the API server saw them. */
  mutations(): readonly { uri: string; user: string; impersonated?: string; status: number }[];
  end(): Promise<void>;
}

export interface StoryOptions {
  workspace?: Partial<WorkspaceOptions>;
  kubernetes?: Partial<KubernetesOptions>;
  config?: Readonly<Record<string, unknown>>;
  cluster?: Readonly<Record<string, unknown>>;
  /** Besides its path. */
  store?: Readonly<Record<string, unknown>>;
  expires?: string;
  environment?: Readonly<Record<string, string>>;
}

const webhookToken = 'story-token';
const entry = fileURLToPath(new URL('../../../bin/middlewatch.mjs', import.meta.url));

/** A workspace, a cluster with a shop, and a bot on files of its own. */
export async function startStory(options: StoryOptions = {}): Promise<Story> {
  const directory = await mkdtemp(join(tmpdir(), 'middlewatch-story-'));
  const kubernetes = await startKubernetes({
    namespaces: ['shop'],
    speed: 20,
    nodes: [{ name: 'node-1' }, { name: 'node-2' }, { name: 'node-3' }],
    tokens: { 'story-bot': { username: 'system:serviceaccount:middlewatch:middlewatch', groups: [] } },
    ...options.kubernetes,
  });
  for (const image of ['shop/checkout:1.3', 'shop/checkout:1.4']) {
    kubernetes.apply(shopDeployment('checkout', image), { manager: 'ci-deploy' });
    await kubernetes.until(
      () => kubernetes.list('pods').filter((pod) => JSON.stringify(pod).includes(image)).length >= 3,
    );
  }
  const workspace = await startWorkspace({
    people,
    rateLimits: { factor: 20 },
    commands: ['/mw', '/rollback', '/scale', '/cordon'].map((command) => ({ command })),
    shortcuts: [{ name: 'Incident actions', callbackId: 'mw_actions', type: 'message' }],
    ...options.workspace,
  });
  const storeFile = join(directory, 'story.db');
  const kubeconfig = join(directory, 'kubeconfig');
  const configFile = join(directory, 'middlewatch.yml');
  await writeFile(kubeconfig, kubernetes.kubeconfig());
  await writeFile(configFile, stringify(configOf({ storeFile, kubeconfig }, options)));
  let running: { bot: Bot; url: string } | undefined;
  const children: ChildProcess[] = [];
  const channel = workspace.channelId('#incidents');
  const cards = (): readonly Message[] =>
    workspace
      .messages(channel)
      .filter((message) => String(message.metadata?.event_payload['message']).startsWith('card/'));

  return {
    kubernetes,
    workspace,
    channel,
    storeFile,
    configFile,
    cards,
    async startBot() {
      const bot = await spawnBot(configFile, workspace, options.environment ?? {}, (child) =>
        children.push(child),
      );
      running = { bot, url: bot.url };
      return bot;
    },
    async post(body) {
      const response = await fetch(`${running?.url ?? ''}/webhooks/alertmanager`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${webhookToken}` },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      await response.arrayBuffer();
      return response.status;
    },
    card: async (pattern) =>
      workspace.waitFor(() => cards().find((card) => pattern.test(textOf(card))), {
        timeoutMs: answersWithinMs,
        what: `a card that says ${String(pattern)}`,
      }),
    reply: async (root, pattern) =>
      workspace.waitFor(
        () =>
          workspace
            .thread(channel, root.ts)
            .slice(1)
            .find((message) => pattern.test(textOf(message))),
        {
          timeoutMs: answersWithinMs,
          what: `a reply that says ${String(pattern)}`,
        },
      ),
    mutations: () =>
      kubernetes
        .requests()
        .filter(
          (request) =>
            ['create', 'update', 'patch', 'delete'].includes(request.verb) &&
            !request.dryRun &&
            request.responseStatus < 300 &&
            request.responseStatus > 0,
        )
        .map((request) => ({
          uri: request.uri,
          user: request.user,
          status: request.responseStatus,
          ...(request.impersonatedUser === undefined
            ? {}
            : { impersonated: request.impersonatedUser.username }),
        })),
    async end() {
      await running?.bot.kill();
      // One that was still starting when the test gave up.
      for (const child of children) child.kill('SIGKILL');
      await Promise.all([workspace.stop(), kubernetes.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function configOf(paths: { storeFile: string; kubeconfig: string }, options: StoryOptions): unknown {
  return {
    slack: { channel: '#incidents' },
    http: { listen: '127.0.0.1:0' },
    store: { path: paths.storeFile, ...options.store },
    clusters: [{ name: 'prod', kubeconfig: paths.kubeconfig, ...options.cluster }],
    people: [
      { slack: 'U0ANA', user: 'ana@example.com', groups: ['sre'] },
      { slack: 'U0ANN', user: 'ana@example.com', groups: ['sre'] },
      { slack: 'U0BEN', user: 'ben@example.com', groups: ['sre'] },
      { slack: 'U0CLEO', user: 'cleo@example.com', groups: ['platform', 'sre'] },
      { slack: 'U0MALLORY', user: 'mallory@example.com', groups: [] },
    ],
    policy: [
      {
        actions: ['rollback', 'scale'],
        namespaces: ['shop'],
        ask: ['group:sre'],
        approve: { from: ['group:sre'] },
        expires: options.expires ?? '15m',
      },
      { actions: ['cordon', 'uncordon'], ask: ['group:sre'], approve: { from: ['group:platform'] } },
    ],
    actions: { verifyFor: '30s', stableFor: '5s' },
    ...options.config,
  };
}

async function spawnBot(
  configFile: string,
  workspace: Workspace,
  environment: Readonly<Record<string, string>>,
  onSpawn: (child: ChildProcess) => void,
): Promise<Bot> {
  const child = spawn(process.execPath, [entry, 'run', '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_APP_TOKEN: workspace.appToken,
      SLACK_API_URL: workspace.apiUrl,
      MIDDLEWATCH_WEBHOOK_TOKEN: webhookToken,
      ...environment,
    },
  });
  onSpawn(child);
  const lines: string[] = [];
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    void exited.then((code) => reject(new Error(`the bot ended with ${String(code)}:\n${lines.join('\n')}`)));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const ready = /"url":"([^"]+)"/.exec(line)?.[1];
        if (ready !== undefined && line.includes('"msg":"ready"')) resolve(ready);
      });
    }
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  return {
    url,
    log: () => lines,
    async kill() {
      await end('SIGKILL');
    },
    stop: async () => end('SIGTERM'),
  };
}
