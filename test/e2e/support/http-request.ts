import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

export interface HttpRequest {
  method: string;
  url: string;
  /** An array sends the header several times, as Kubernetes wants Impersonate-Group. */
  headers?: Record<string, string | string[]>;
  body?: string;
  /** PEM of the authority that https is checked against. */
  ca?: string;
  /** Default 30,000. */
  timeoutMs?: number;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** One HTTP exchange on a connection of its own, nothing followed, retried or interpreted. */
export async function httpRequest(request: HttpRequest): Promise<HttpAnswer> {
  const send = request.url.startsWith('https:') ? secureRequest : plainRequest;
  return await new Promise((resolve, reject) => {
    const outgoing = send(
      request.url,
      {
        method: request.method,
        headers: {
          ...request.headers,
          ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) }),
        },
        agent: false,
        signal: AbortSignal.timeout(request.timeoutMs ?? 30_000),
        ...(request.ca === undefined ? {} : { ca: request.ca }),
      },
      (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', reject);
        incoming.on('end', () => {
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(parts).toString('utf8'),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}
