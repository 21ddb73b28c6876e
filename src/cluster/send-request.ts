import http from 'node:http';
import https from 'node:https';
import { ClusterError } from './cluster-client.ts';
import type { Headers } from './identity-headers.ts';

/** What the transport needs to know of the other side. */
export interface ServerConnection {
  /** The name in the config, for sentences. */
  cluster: string;
  origin: URL;
  /** `false`: a connection of its own, closed afterwards. */
  agent: http.Agent | https.Agent | false;
  tls: TlsMaterial;
}

/** Certificates and the like, given with every request: the agent keeps one pool of sockets for each set of them. */
export type TlsMaterial = Pick<
  https.RequestOptions,
  'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'rejectUnauthorized' | 'servername'
>;

export interface HttpRequest {
  method: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  /** Path and query. */
  path: string;
  headers: Headers;
  body?: string;
  signal: AbortSignal;
  maxBytes: number;
  /** What to do with a longer body; `cut` ends reading there. */
  beyond: 'fail' | 'cut';
}

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/**
 * One exchange, never repeated here.
 * @throws ClusterError `timeout` when the signal ends it, `unreachable`, `too-large`
 */
export function sendRequest(connection: ServerConnection, request: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { cluster, origin } = connection;
    const send = origin.protocol === 'http:' ? http.request : https.request;
    const body = request.body === undefined ? undefined : Buffer.from(request.body, 'utf8');
    const outgoing = send({
      protocol: origin.protocol,
      hostname: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port,
      method: request.method,
      path: origin.pathname.replace(/\/+$/, '') + request.path,
      headers: {
        ...request.headers,
        ...(body === undefined ? {} : { 'Content-Length': String(body.length) }),
      },
      agent: connection.agent,
      signal: request.signal,
      ...connection.tls,
    });
    outgoing.on('error', (error) => {
      reject(request.signal.aborted ? deadlineError(cluster, error) : connectionError(cluster, error));
    });
    outgoing.on('response', (incoming) => {
      readBody(incoming, request).then(
        (text) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }),
        (error: unknown) => {
          if (error instanceof ClusterError) reject(error);
          else if (request.signal.aborted) reject(deadlineError(cluster, error));
          else {
            reject(
              new ClusterError(
                'unreachable',
                `The API server of ${cluster} broke off in the middle of its answer`,
                {
                  cause: error,
                },
              ),
            );
          }
        },
      );
    });
    outgoing.end(body);
  });
}

async function readBody(incoming: http.IncomingMessage, request: HttpRequest): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= request.maxBytes) continue;
    // Leaving the loop destroys the answer and with it the connection: the rest is not worth reading.
    if (request.beyond === 'cut') break;
    throw new ClusterError('too-large', `The answer is larger than ${megabytes(request.maxBytes)}`);
  }
  return Buffer.concat(chunks).subarray(0, request.maxBytes).toString('utf8');
}

function megabytes(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MiB` : `${Math.round(bytes / 1024)} KiB`;
}

function deadlineError(cluster: string, cause: unknown): ClusterError {
  return new ClusterError('timeout', `The API server of ${cluster} did not answer in time`, { cause });
}

/** Words for the codes that people meet; the code itself for the others. Never the address, which Node's own message holds. */
const connectionWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'its name is not known to DNS',
  EAI_AGAIN: 'DNS did not answer',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  ETIMEDOUT: 'no connection in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by a known authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by a known authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by a known authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not signed by a known authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function connectionError(cluster: string, error: Error): ClusterError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const why = connectionWords[code] ?? (code === '' ? 'connection failed' : code);
  return new ClusterError('unreachable', `The API server of ${cluster} cannot be reached: ${why}`, {
    cause: error,
  });
}
