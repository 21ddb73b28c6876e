import { fastify, type FastifyInstance } from 'fastify';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import { registerHealth, type HealthOptions } from './health-routes.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

export interface HttpOptions extends HealthOptions {
  /** `0.0.0.0:8080`; port 0 takes a free one. */
  listen: string;
  metrics: Metrics;
  log: Logger;
  /** Adds the routes of other rooms before the server listens. */
  routes: (server: FastifyInstance) => void;
}

export interface HttpServer {
  /** `http://127.0.0.1:8080` */
  url: string;
  /** Stops taking connections, lets running requests end. */
  close(): Promise<void>;
}

/**
 * Health, metrics and the routes of others on one port.
 * @throws MiddlewatchError `address-in-use`
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const server = fastify({
    logger: false,
    // A sender that opens a request and falls asleep must not hold a connection for ever.
    requestTimeout: 60_000,
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    trustProxy: false,
  });
  registerHealth(server, options);
  server.get('/metrics', async (_request, reply) =>
    reply.type(options.metrics.registry.contentType).send(await options.metrics.registry.metrics()),
  );
  options.routes(server);
  const separator = options.listen.lastIndexOf(':');
  const host = options.listen.slice(0, separator).replace(/^\[|\]$/g, '');
  const port = Number(options.listen.slice(separator + 1));
  try {
    await server.listen({ host, port });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new MiddlewatchError('address-in-use', options.listen, { cause: error });
    }
    throw error;
  }
  const address = server.server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  const shownHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return { url: `http://${shownHost}:${actualPort}`, close: async () => server.close() };
}
