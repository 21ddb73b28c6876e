import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startKubernetes } from '../../src/drill/kubernetes/start-kubernetes.ts';
import { startWorkspace } from '../../src/drill/slack/start-workspace.ts';
import type { RateLimitOptions } from '../../src/drill/slack/workspace-options.ts';
import type { Workspace } from '../../src/drill/slack/workspace-handle.ts';
import { memoryMb, startBotProcess, type BotProcess } from '../../test/faults/support/bot-process.ts';
import { ownSchema } from '../../test/faults/support/own-schema.ts';

export const webhookToken = 'bench';

/** The real bot on a store of its own, with a simulated workspace and an empty simulated cluster in this process. */
export interface BenchBot {
  url: string;
  workspace: Workspace;
  directory: string;
  storeFile: string;
  /** Its own schema, when it works on a PostgreSQL. */
  databaseUrl?: string;
  process: BotProcess;
  /** What all threads of the process have used of the processors so far. */
  processorMs: () => Promise<number>;
  memory: (which: 'VmRSS' | 'VmHWM') => Promise<number>;
  /** One value of `/metrics`. */
  metric(name: string): Promise<number>;
  end(): Promise<void>;
}

export async function startBenchBot(options: {
  rateLimits: RateLimitOptions;
  databaseUrl?: string;
  /** Another on the same store and in the same workspace; it ends what they share. */
  beside?: BenchBot;
}): Promise<BenchBot> {
  const { beside } = options;
  const directory = await mkdtemp(join(tmpdir(), 'middlewatch-bench-'));
  const kubernetes = await startKubernetes({ namespaces: ['shop'], nodes: [{ name: 'node-1' }] });
  const workspace = beside?.workspace ?? (await startWorkspace({ rateLimits: options.rateLimits }));
  const kubeconfig = join(directory, 'kubeconfig');
  const config = join(directory, 'middlewatch.yml');
  const storeFile = join(directory, 'bench.db');
  await writeFile(kubeconfig, kubernetes.kubeconfig());
  await writeFile(
    config,
    stringify({
      slack: { channel: '#incidents' },
      http: { listen: '127.0.0.1:0' },
      store: { path: storeFile },
      clusters: [{ name: 'bench', kubeconfig }],
    }),
  );
  const schema =
    options.databaseUrl === undefined || beside !== undefined
      ? undefined
      : await ownSchema(options.databaseUrl);
  const storeUrl = beside?.databaseUrl ?? schema?.url;
  const bot = startBotProcess(config, {
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
    MIDDLEWATCH_WEBHOOK_TOKEN: webhookToken,
    ...(storeUrl === undefined ? {} : { DATABASE_URL: storeUrl }),
  });
  const end = async (): Promise<void> => {
    await bot.kill();
    await Promise.all([beside === undefined ? workspace.stop() : undefined, kubernetes.stop()]);
    await schema?.drop();
    await rm(directory, { recursive: true, force: true });
  };
  const url = await bot.ready.catch(async (error: unknown) => {
    await end();
    throw error;
  });
  return {
    url,
    workspace,
    directory,
    storeFile,
    ...(storeUrl === undefined ? {} : { databaseUrl: storeUrl }),
    process: bot,
    processorMs: async () => processorMs(bot.pid),
    memory: async (which) => memoryMb(bot.pid, which),
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
    },
    end,
  };
}

/** A tick of the kernel's accounts is 10 ms: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, utime and stime. */
async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
