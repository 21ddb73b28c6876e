import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { sendText, type Exchange } from './exchange.ts';
import type { IncomingMessage } from 'node:http';

export type RunningServer = { readonly url: string; stop(): Promise<void> };

export type ServeOptions = {
  readonly port: number;
  readonly handle: (exchange: Exchange) => void | Promise<void>;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

// A page of another site that makes the browser ask us (DNS rebinding) sends its own name as Host.
const isLoopbackHost = (host: string | undefined): boolean =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? '');

function answer(exchange: Exchange, handle: ServeOptions['handle']): void {
  const fail = (error: unknown): void => {
    // A caller that went away is its own business; anything else is a fault of the workspace and is said aloud.
    if (exchange.request.destroyed && exchange.response.destroyed) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    sendText(exchange.response, 500, `the simulated workspace failed: ${text}`);
  };
  if (!isLoopbackHost(exchange.request.headers.host)) {
    sendText(exchange.response, 403, 'this workspace answers on loopback only');
    return;
  }
  try {
    Promise.resolve(handle(exchange)).catch(fail);
  } catch (error) {
    fail(error);
  }
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** HTTP on 127.0.0.1. `stop` cuts every connection that is still open. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    answer({ request, response, url: new URL(request.url ?? '/', 'http://127.0.0.1') }, options.handle);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', options.upgrade);
  const port = await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
