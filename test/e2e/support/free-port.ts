import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below 32,768, where Linux begins to hand out ports by itself: none of these is taken by a server that listens on port 0, or
 * by a connection, in the seconds until the one who asked has started. https://docs.kernel.org/networking/ip-sysctl.html
 * (ip_local_port_range)
 */
const lowest = 20_000;
/** Each of vitest's workers has ports of its own. */
const width = 1_500;
const workers = 8;

const first = lowest + (Number(process.env['VITEST_POOL_ID'] ?? 0) % workers) * width;
let next = randomInt(width);

/** A TCP port of 127.0.0.1 that is free, for servers that cannot be told to choose one themselves. Never gives one twice in a row. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < width; tried += 1) {
    const port = first + next;
    next = (next + 1) % width;
    if (await isFree(port)) return port;
  }
  throw new Error(`none of the ports ${first} to ${first + width - 1} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
