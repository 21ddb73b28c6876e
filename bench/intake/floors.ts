import { spawn } from 'node:child_process';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Writes of 8 kB with an fsync each, one after another, in a second. */
export function measureFsync(directory: string, forMs: number): number {
  const file = openSync(join(directory, 'fsync'), 'w', 0o600);
  const block = Buffer.alloc(8192, 1);
  const started = performance.now();
  let writes = 0;
  while (performance.now() - started < forMs) {
    writeSync(file, block);
    fsyncSync(file);
    writes += 1;
  }
  const seconds = (performance.now() - started) / 1000;
  closeSync(file);
  return writes / seconds;
}

/** The bot's HTTP server without a store, in a process of its own, which reads the bodies as the bot does or does not. */
export async function startNoStoreServer(
  token: string,
  bodies: 'read' | 'unread',
): Promise<{ url: string; stop(): Promise<void> }> {
  const entry = fileURLToPath(new URL('./no-store-server.ts', import.meta.url));
  const child = spawn(process.execPath, [entry, bodies], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], MIDDLEWATCH_WEBHOOK_TOKEN: token },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    void exited.then(() => reject(new Error('the server without a store ended')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /"url":"([^"]+)"/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
