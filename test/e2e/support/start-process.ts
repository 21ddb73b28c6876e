import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from './wait-until.ts';

export interface ProcessOptions {
  /** Names the process in errors. */
  name: string;
  program: string;
  args: string[];
  /** Where stdout and stderr go, appended. */
  logFile: string;
  /** The whole environment; default: only PATH and HOME, so that nothing of the shell leaks in. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** How long SIGTERM may take before SIGKILL; default 10,000. */
  stopTimeoutMs?: number;
}

export interface RunningProcess {
  pid: number;
  /** What it wrote so far. */
  log(): string;
  /** Waits until the condition holds. Throws at once, with the end of the log, when the process ends before. */
  ready(condition: () => boolean | Promise<boolean>, timeoutMs?: number): Promise<void>;
  /** Undefined while it runs. */
  exitCode(): number | undefined;
  /** Sends one signal and does not wait. */
  signal(name: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL when that takes too long; returns when the process has ended. */
  stop: () => Promise<void>;
}

/** Starts a server program in the background, its output in a file. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { name, program, args, logFile, stopTimeoutMs = 10_000 } = options;
  const output = openSync(logFile, 'a');
  // The kernel ends it with this process, however that ends: a test run that is killed leaves no server behind.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], {
    stdio: ['ignore', output, output],
    env: options.env ?? { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  closeSync(output);
  await once(child, 'spawn');
  const pid = child.pid ?? Number.NaN;
  let exitCode: number | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      exitCode = code ?? (signal === null ? 1 : 128);
      resolve();
    });
  });
  const log = () => readFileSync(logFile, 'utf8');
  return {
    pid,
    log,
    exitCode: () => exitCode,
    signal: (signal) => void child.kill(signal),
    async ready(condition, timeoutMs = 60_000) {
      const died = ended.then(() => {
        throw new Error(`${name} ended with ${String(exitCode)} before it was ready:\n${log().slice(-3000)}`);
      });
      const answered = waitUntil(condition, { what: `${name} to be ready`, timeoutMs });
      await Promise.race([answered, died]);
      // The loser of the race may still reject, when the process ends later: that is no longer news here.
      died.catch(() => undefined);
      answered.catch(() => undefined);
    },
    async stop() {
      if (exitCode !== undefined) return;
      child.kill('SIGTERM');
      await Promise.race([ended, sleep(stopTimeoutMs, undefined, { ref: false })]);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
