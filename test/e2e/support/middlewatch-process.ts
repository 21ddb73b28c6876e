import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { httpRequest } from './http-request.ts';
import { startProcess, type RunningProcess } from './start-process.ts';

/** The folder of the repository. */
export const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export interface MiddlewatchOptions {
  /** Path of the config. */
  config: string;
  logFile: string;
  /** The whole environment besides PATH and HOME. */
  env: Record<string, string>;
}

export interface Middlewatch {
  url: string;
  process: RunningProcess;
  stop: () => Promise<void>;
}

/** `middlewatch run --config F`, as an operator starts it; returns when `/readyz` says yes. */
export async function startMiddlewatch(options: MiddlewatchOptions & { port: number }): Promise<Middlewatch> {
  const process_ = await startProcess({
    name: 'middlewatch run',
    program: process.execPath,
    args: [join(repository, 'bin', 'middlewatch.mjs'), 'run', '--config', options.config],
    logFile: options.logFile,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    stopTimeoutMs: 15_000,
  });
  const url = `http://127.0.0.1:${options.port}`;
  await process_.ready(
    async () => (await httpRequest({ method: 'GET', url: `${url}/readyz` })).status === 200,
    30_000,
  );
  return { url, process: process_, stop: process_.stop };
}
