import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Writer {
  process: ChildProcess;
  /** The numbers whose commit it acknowledged so far. */
  wrote: ReadonlySet<number>;
  /** Resolves at the first line of its output that begins so. */
  said(start: string): Promise<string>;
  /** SIGKILL, and everything that it said before. */
  kill(): Promise<void>;
}

/** Starts another process that opens and writes the store at `path`, numbering from `first`. Killed after the test. */
export function startWriter(path: string, first = 0): Writer {
  const script = fileURLToPath(new URL('./writer-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const wrote = new Set<number>();
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => {
    lines.push(line);
    if (line.startsWith('wrote ')) wrote.add(Number(line.slice(6)));
    for (const look of waiting) look();
  });
  const ended = Promise.all([once(child, 'exit'), once(output, 'close')]);
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    process: child,
    wrote,
    kill,
    said: (start) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.find((one) => one.startsWith(start));
          if (line !== undefined) resolve(line);
        };
        waiting.add(look);
        void ended.then(() =>
          reject(new Error(`it ended and never said ${start}: ${lines.slice(-5).join(' | ')}`)),
        );
        look();
      }),
  };
}
