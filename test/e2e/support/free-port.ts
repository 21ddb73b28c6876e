import { createServer } from 'node:net';

/**
 * A TCP port of 127.0.0.1 that was free a moment ago, for servers that cannot be told to choose one themselves.
 * Ports come from the kernel's ephemeral range, which does not hand the same one out again soon.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no TCP address'));
        else resolve(address.port);
      });
    });
  });
}
