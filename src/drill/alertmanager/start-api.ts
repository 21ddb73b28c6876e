import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readMatchers } from '../../model/matcher.ts';
import { matches, SilenceProblem, type SilenceBook, type WireMatcher } from './silence-book.ts';
import { readSilenceBody } from './read-silence-body.ts';

/** An alert that fires, as Alertmanager holds it. */
export interface HeldAlert {
  fingerprint: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  startsAt: string;
  updatedAt: string;
  endsAt: string;
  generatorURL: string;
}

const longestBody = 1024 * 1024;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The part of Alertmanager's API v2 that the bot speaks; statuses and bodies as 0.25 and later answer (test/e2e/contract). */
export async function startAlertmanagerApi(options: {
  silences: SilenceBook;
  alerts: () => readonly HeldAlert[];
  startedAt: Date;
}): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(options, request)
      .catch((error: unknown) => {
        if (error instanceof SilenceProblem) return { status: error.status, body: error.message };
        return { status: 500, body: error instanceof Error ? error.message : String(error) };
      })
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body === undefined ? '' : JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  status: number;
  body?: unknown;
}

async function answer(
  { silences, alerts, startedAt }: Parameters<typeof startAlertmanagerApi>[0],
  request: IncomingMessage,
): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const route = `${request.method ?? ''} ${url.pathname.replace(/\/silence\/.*/, '/silence/')}`;
  const onWire = (silence: ReturnType<SilenceBook['list']>[number]): unknown => ({
    ...silence,
    status: { state: silences.stateOf(silence) },
  });
  switch (route) {
    case 'GET /api/v2/status':
      return {
        status: 200,
        body: {
          cluster: { peers: [], status: 'disabled' },
          config: { original: '' },
          uptime: startedAt.toISOString(),
          versionInfo: { version: '0.34.0' },
        },
      };
    case 'GET /api/v2/alerts': {
      const filters = filtersOf(url);
      const listed = alerts().filter(({ labels }) =>
        filters.every((filter) => matches(filter, labels[filter.name] ?? '')),
      );
      return { status: 200, body: listed.map((alert) => alertOnWire(alert, silences.mutes(alert.labels))) };
    }
    case 'GET /api/v2/silences': {
      const filters = filtersOf(url);
      const listed = silences
        .list()
        .filter(({ matchers }) => filters.every((filter) => names(matchers, filter)));
      return { status: 200, body: listed.map(onWire) };
    }
    case 'POST /api/v2/silences': {
      if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
        return {
          status: 415,
          body: { code: 415, message: 'unsupported media type, only [application/json] are allowed' },
        };
      const read = readSilenceBody(await bodyOf(request));
      if ('code' in read) return { status: read.code === 400 ? 400 : 422, body: read };
      return { status: 200, body: { silenceID: silences.set(read) } };
    }
    case 'GET /api/v2/silence/':
    case 'DELETE /api/v2/silence/': {
      const id = url.pathname.slice('/api/v2/silence/'.length);
      if (!uuid.test(id))
        return {
          status: 422,
          body: { code: 601, message: `silenceID in path must be of type uuid: "${id}"` },
        };
      const found = silences.list().find((one) => one.id === id);
      if (request.method === 'GET')
        return found === undefined ? { status: 404 } : { status: 200, body: onWire(found) };
      silences.expire(id);
      return { status: 200 };
    }
    default:
      return { status: 404, body: { code: 404, message: `path ${url.pathname} was not found` } };
  }
}

function filtersOf(url: URL): WireMatcher[] {
  return url.searchParams.getAll('filter').flatMap((text) => {
    const read = readMatchers(text);
    if ('problem' in read) throw new SilenceProblem(400, `bad matcher format: ${text}`);
    return read.matchers.map(({ name, operator, value }) => {
      const filter = { name, value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') };
      matches(filter, '');
      return filter;
    });
  });
}

/** Silences are filtered by the values of their matchers. */
function names(matchers: readonly WireMatcher[], filter: WireMatcher): boolean {
  return matchers.some((one) => one.name === filter.name && matches(filter, one.value));
}

function alertOnWire(alert: HeldAlert, silencedBy: readonly string[]): unknown {
  return {
    ...alert,
    receivers: [{ name: 'middlewatch' }],
    status: { state: silencedBy.length > 0 ? 'suppressed' : 'active', silencedBy, inhibitedBy: [] },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) throw new SilenceProblem(413, 'request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
