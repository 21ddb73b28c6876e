import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '../world/world.ts';
import { drillConfig } from './drill-config.ts';
import { readyUrl } from './ready-url.ts';

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

/** It ends the wait for one that hangs: on a quiet machine it takes 2 s, on one where twenty others run, a minute. */
const startDeadlineMs = 120_000;

/**
 * Starts the bot itself, unchanged, as a process of its own: `run --config …` with nothing of this shell's environment.
 *
 * @throws MiddlewatchError `drill-not-started` with the end of its log
 */
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
  const url = await readyUrl(child, logFile, startDeadlineMs);
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
