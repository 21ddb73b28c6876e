import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Answer = (request: IncomingMessage & { body: string }, response: ServerResponse) => void;

/** A plain HTTP server that answers what a test says, with a kubeconfig file that names it. */
export interface PlainApiServer {
  url: string;
  kubeconfig: string;
  folder: string;
  /** Connections that were ever opened. */
  connections(): number;
  requests: {
    method: string;
    url: string;
    headers: IncomingMessage['headers'];
    rawHeaders: string[];
    body: string;
  }[];
  stop(): Promise<void>;
}

export async function startPlainApiServer(answer: Answer): Promise<PlainApiServer> {
  let connections = 0;
  const requests: PlainApiServer['requests'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { method = '', url = '', headers, rawHeaders } = request;
      requests.push({ method, url, headers, rawHeaders, body });
      answer(Object.assign(request, { body }), response);
    });
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'middlewatch-cluster-'));
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, kubeconfigText(url, { token: 'secret-token' }));
  return {
    url,
    kubeconfig,
    folder,
    connections: () => connections,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function kubeconfigText(
  server: string,
  user: Record<string, unknown>,
  cluster: Record<string, unknown> = {},
) {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'prod',
    clusters: [{ name: 'prod', cluster: { server, ...cluster } }],
    users: [{ name: 'bot', user }],
    contexts: [{ name: 'prod', context: { cluster: 'prod', user: 'bot' } }],
  });
}

export function sendJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** The error object of every Kubernetes API server. */
export function sendStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  headers: Record<string, string> = {},
) {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  sendJson(response, status, code, headers);
}
