import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { smallMemoryEnvironment, smallMemoryFlags } from '../../../bin/small-memory.mjs';

/** The bot as a process of its own that can be killed at any instant, also while it starts. */
export interface BotProcess {
  pid: number;
  /** Its address; rejects with its log when it ends before it is ready. */
  ready: Promise<string>;
  /** Resolves with the exit code; null after a signal. */
  exited: Promise<number | null>;
  /** What it printed so far, a line each. */
  log: () => readonly string[];
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

const entry = fileURLToPath(new URL('../../../bin/middlewatch.mjs', import.meta.url));

/** Starts the real bot as the image does, with nothing of this shell's environment but the path. */
export function startBotProcess(
  configFile: string,
  environment: Readonly<Record<string, string>>,
): BotProcess {
  const child = spawn(process.execPath, [...smallMemoryFlags, entry, 'run', '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...smallMemoryEnvironment, ...environment },
  });
  const lines: string[] = [];
  // A test that was given up because it took too long ends nothing: it must not leave this one behind.
  const endWithTheTest = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithTheTest);
  child.once('exit', () => process.off('exit', endWithTheTest));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = new Promise<string>((resolve, reject) => {
    void exited.then((code) => reject(new Error(`the bot ended with ${String(code)}:\n${lines.join('\n')}`)));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const url = line.includes('"msg":"ready"') ? /"url":"([^"]+)"/.exec(line)?.[1] : undefined;
        if (url !== undefined) resolve(url);
      });
    }
  });
  // Whoever kills it before it is ready does not wait for it to become so.
  ready.catch(() => undefined);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid ?? 0,
    ready,
    exited,
    log: () => lines,
    async kill() {
      await end('SIGKILL');
    },
    stop: async () => end('SIGTERM'),
  };
}

/** Memory of a process in MB (10⁶ bytes), as the kernel tells it: `VmRSS` now, `VmHWM` at its peak. */
export async function memoryMb(pid: number, which: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(new RegExp(`${which}:\\s+(\\d+) kB`).exec(status)?.[1] ?? NaN) * 1024) / 1e6;
}
