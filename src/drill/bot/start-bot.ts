import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { World } from '../world/world.ts';
import { drillConfig } from './drill-config.ts';

export interface BotOptions {
  world: World;
  /** Where its config, kubeconfig, store and log go. */
  directory: string;
  /** The file that the launcher of this installation would run: src/main.ts or dist/main.js. */
  entry: string;
  /** src/drill/loopback-only.ts or its compiled form. */
  guard: string;
  webhookToken: string;
}

export interface RunningBot {
  /** `http://127.0.0.1:PORT`: webhook, health, metrics. */
  url: string;
  logFile: string;
  storeFile: string;
  pid: number;
  /** Resolves with the exit code; null after a signal. */
  exited: Promise<number | null>;
  /** SIGTERM, then waits for the drain. */
  stop(): Promise<void>;
}

const startDeadlineMs = 20_000;

/** Starts the bot itself, unchanged, as a process of its own: `run --config …` with nothing of this shell's environment. */
export async function startBot(options: BotOptions): Promise<RunningBot> {
  const { world, directory } = options;
  const paths = { store: join(directory, 'drill.db'), kubeconfig: join(directory, 'drill.kubeconfig') };
  const config = join(directory, 'drill.yml');
  const logFile = join(directory, 'drill.log');
  await writeFile(paths.kubeconfig, world.kubernetes.kubeconfig(), { mode: 0o600 });
  await writeFile(config, drillConfig(world, paths));
  const child = spawn(
    process.execPath,
    ['--import', options.guard, options.entry, 'run', '--config', config],
    {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        // Only what this drill needs: SLACK_*, KUBECONFIG, DATABASE_URL, MIDDLEWATCH_* and OTEL_* of the shell stay out.
        PATH: process.env['PATH'],
        HOME: directory,
        NODE_ENV: 'production',
        LOG_LEVEL: 'debug',
        MIDDLEWATCH_LAUNCHED: '1',
        MIDDLEWATCH_WEBHOOK_TOKEN: options.webhookToken,
        SLACK_BOT_TOKEN: world.workspace.botToken,
        SLACK_APP_TOKEN: world.workspace.appToken,
        SLACK_API_URL: world.workspace.apiUrl,
      },
    },
  );
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await readyUrl(child, logFile);
  return {
    url,
    logFile,
    storeFile: paths.store,
    pid: child.pid ?? 0,
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Copies the bot's log to its file and waits for the line that says where it listens. */
async function readyUrl(child: ChildProcess, logFile: string): Promise<string> {
  const log = createWriteStream(logFile);
  child.once('exit', () => log.end());
  const tail: string[] = [];
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the bot was not ready within ${startDeadlineMs / 1000} s:\n${tail.join('\n')}`));
    }, startDeadlineMs);
    child.once('exit', (code) => {
      clearTimeout(deadline);
      reject(new Error(`the bot ended with ${String(code)} at its start:\n${tail.join('\n')}`));
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        if (!log.writableEnded) log.write(`${line}\n`);
        tail.push(line);
        if (tail.length > 30) tail.shift();
        const url = /"msg":"ready".*?"url":"([^"]+)"|"url":"([^"]+)".*?"msg":"ready"/.exec(line);
        if (url === null) return;
        clearTimeout(deadline);
        resolve(url[1] ?? url[2] ?? '');
      });
    }
  });
}
