import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'undici';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { Endpoint } from './endpoint.ts';
import { TelemetryError } from './telemetry-error.ts';

/** One question. A form is sent by POST, for expressions can be longer than a URL may be. */
export interface Question {
  path: string;
  /** As pairs where a name is repeated. */
  query?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  form?: Readonly<Record<string, string>>;
  /** Changes something: a JSON body that is posted, or a deletion. It is sent once, whatever becomes of it. */
  change?: { method: 'POST'; json: unknown } | { method: 'DELETE' };
  /** For everything, connecting and the body included. */
  timeoutMs: number;
}

export interface Reply {
  status: number;
  /** The parsed body; undefined when it is not JSON. */
  json: unknown;
}

export interface Transport {
  /**
   * Asks; any status is a reply. A broken connection, 502, 503 and 504 are tried once more: questions change nothing.
   * @throws TelemetryError `timeout`, `unreachable`, `too-large`, `refused` (credentials)
   */
  ask(question: Question): Promise<Reply>;
  close(): void;
}

const maxBytes = 16 * 1024 * 1024;

/**
 * Keep-alive connections to one server of telemetry. No redirects are followed: they would carry credentials elsewhere.
 * @param system its name in sentences: `Prometheus`
 * @throws MiddlewatchError `config-invalid` when the caFile cannot be read
 */
export function connectTransport(system: string, endpoint: Endpoint): Transport {
  const agent = new Agent({ connections: 4, ...tls(system, endpoint) });
  const base = endpoint.url.replace(/\/+$/, '');
  return {
    async ask(question) {
      const signal = AbortSignal.timeout(Math.max(1, question.timeoutMs));
      const fail = (error: unknown): TelemetryError => {
        if (error instanceof TelemetryError) return error;
        if (signal.aborted) return timeout(system, question.timeoutMs, error);
        return new TelemetryError('unreachable', `${system} cannot be reached: ${connectionProblem(error)}`, {
          cause: error,
          ...(neverArrived(error) && { sent: 'no' }),
        });
      };
      const attempt = async (): Promise<Reply> => {
        try {
          return await send(system, endpoint, `${base}${question.path}`, question, { agent, signal });
        } catch (error) {
          throw fail(error);
        }
      };
      if (question.change !== undefined) return attempt();
      const first = await attempt().catch((error: unknown) => {
        if (error instanceof TelemetryError && error.failure === 'unreachable') return undefined;
        throw error;
      });
      return first === undefined || [502, 503, 504].includes(first.status) ? await attempt() : first;
    },
    close() {
      // Questions on their way end at their own deadline; nobody waits for them.
      void agent.destroy();
    },
  };
}

function tls(system: string, { caFile }: Endpoint): { connect?: { ca: string } } {
  if (caFile === undefined) return {};
  try {
    return { connect: { ca: readFileSync(caFile, 'utf8') } };
  } catch (error) {
    throw new MiddlewatchError('config-invalid', `${system}: the caFile ${caFile} cannot be read`, {
      cause: error,
    });
  }
}

async function send(
  system: string,
  endpoint: Endpoint,
  url: string,
  question: Question,
  through: { agent: Agent; signal: AbortSignal },
): Promise<Reply> {
  const { form, change, query = {} } = question;
  const search = searchOf(query);
  const answer = await request(search === '' ? url : `${url}?${search}`, {
    method: change?.method ?? (form === undefined ? 'GET' : 'POST'),
    headers: {
      ...endpoint.headers,
      accept: 'application/json',
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(change?.method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...(await authorization(system, endpoint)),
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    ...(change?.method === 'POST' ? { body: JSON.stringify(change.json) } : {}),
    dispatcher: through.agent,
    signal: through.signal,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new TelemetryError('too-large', `${system} answered with more than 16 MiB`);
    chunks.push(chunk);
  }
  const status = answer.statusCode;
  if (status === 401 || status === 403) {
    throw new TelemetryError('refused', `${system} does not accept the bot's credentials (${status})`, {
      status,
    });
  }
  return { status, json: parse(Buffer.concat(chunks).toString('utf8')) };
}

function searchOf(query: NonNullable<Question['query']>): string {
  const search = new URLSearchParams();
  const pairs = Symbol.iterator in query ? query : Object.entries(query);
  for (const [name, value] of pairs) search.append(name, value);
  return search.toString();
}

async function authorization(system: string, endpoint: Endpoint): Promise<{ authorization?: string }> {
  const { bearerTokenFile, basicAuth } = endpoint;
  if (bearerTokenFile !== undefined) {
    return { authorization: `Bearer ${await readSecret(system, bearerTokenFile)}` };
  }
  if (basicAuth === undefined) return {};
  const password = await readSecret(system, basicAuth.passwordFile);
  return { authorization: `Basic ${Buffer.from(`${basicAuth.username}:${password}`).toString('base64')}` };
}

async function readSecret(system: string, file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new TelemetryError('refused', `The credentials for ${system} cannot be read from their file`, {
      cause: error,
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page: the reader of the reply says what was expected.
    return undefined;
  }
}

function timeout(system: string, milliseconds: number, cause: unknown): TelemetryError {
  const seconds = Math.round(milliseconds / 100) / 10;
  return new TelemetryError('timeout', `${system} did not answer within ${seconds} s`, { cause });
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  UND_ERR_SOCKET: 'connection closed',
  ENOTFOUND: 'its name is not known to DNS',
  EAI_AGAIN: 'DNS did not answer',
};

/** Nothing of the request has left: it may be sent elsewhere. */
function neverArrived(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(String(code));
}

function connectionProblem(error: unknown): string {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code === undefined ? 'connection failed' : (words[code] ?? code);
}
