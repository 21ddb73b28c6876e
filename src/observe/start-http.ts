import {
  fastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import { answerBrokenHttp } from './broken-http.ts';
import { registerHealth, type HealthOptions } from './health-routes.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { followTlsFiles, readTls, type TlsFiles, type TlsServer } from './server-tls.ts';

export interface HttpOptions extends HealthOptions {
  /** `0.0.0.0:8080`; port 0 takes a free one. */
  listen: string;
  metrics: Metrics;
  log: Logger;
  /** Absent: plain HTTP. With it every route is HTTPS, and clients may show a certificate; which routes ask for one is theirs to say. */
  tls?: TlsFiles;
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
  const common = {
    // A sender that opens a request and falls asleep must not hold a connection for ever.
    requestTimeout: 60_000,
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle' as const,
    trustProxy: false,
    clientErrorHandler: answerBrokenHttp,
    // A sender with a slash too many is served as it is: Alertmanager takes a redirect for success and never repeats a 404.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
  };
  const server =
    options.tls === undefined
      ? fastify({ ...common, logger: false, http: { requireHostHeader: false } })
      : tlsServer(common, options.tls);
  server.addHook('onRequest', refuseWithoutHost);
  const { server: listener } = server;
  const stopFollowing =
    options.tls === undefined || !('setSecureContext' in listener)
      ? () => undefined
      : followTlsFiles(listener as TlsServer, options.tls, {
          everyMs: 30_000,
          onProblem: ({ message }) =>
            options.log.error({ problem: message }, 'the certificate stays the old one'),
        });
  registerHealth(server, options);
  server.get('/metrics', async (_request, reply) =>
    reply.type(options.metrics.registry.contentType).send(await options.metrics.registry.metrics()),
  );
  options.routes(server);
  server.setNotFoundHandler(async (request, reply) =>
    reply.code(404).send({
      error: 'not-found',
      message: `There is no ${request.method} here. Alertmanager's webhook is POST /webhooks/alertmanager; look at /livez, /readyz, /healthz and /metrics`,
    }),
  );
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
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${shownHost}:${actualPort}`,
    close: async () => {
      stopFollowing();
      await server.close();
    },
  };
}

/** RFC 9112, section 3.2, wants a 400. Node's own has no words, so the check is here. */
async function refuseWithoutHost(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (request.headers.host !== undefined || request.raw.httpVersion !== '1.1') return undefined;
  return reply.code(400).header('connection', 'close').send({
    error: 'broken-http',
    message: 'The request has no Host header: HTTP/1.1 needs one',
  });
}

type Common = Pick<
  FastifyServerOptions,
  | 'requestTimeout'
  | 'keepAliveTimeout'
  | 'forceCloseConnections'
  | 'trustProxy'
  | 'routerOptions'
  | 'clientErrorHandler'
>;

/**
 * Probes and Prometheus come without a certificate, so the handshake asks for one and insists on none.
 * @throws MiddlewatchError `config-invalid` when a file cannot be read or key and certificate do not fit
 */
function tlsServer(common: Common, files: TlsFiles): FastifyInstance {
  const material = readTls(files);
  try {
    // Routes do not care which server carries them.
    return fastify({
      ...common,
      logger: false,
      https: {
        ...material,
        requestCert: material.ca !== undefined,
        rejectUnauthorized: false,
        minVersion: 'TLSv1.2',
        requireHostHeader: false,
      },
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MiddlewatchError('config-invalid', `http.tls: ${files.certFile} and ${files.keyFile}: ${why}`, {
      cause: error,
    });
  }
}
