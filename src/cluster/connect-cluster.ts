import http from 'node:http';
import https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Json, JsonObject } from '../model/json.ts';
import {
  ClusterError,
  type Change,
  type ChangeOptions,
  type ClusterClient,
  type ListOptions,
  type ReadOptions,
} from './cluster-client.ts';
import { readCredentials } from './credentials.ts';
import { identityHeaders, type Headers } from './identity-headers.ts';
import { loadKubeconfig, type KubeconfigSource } from './load-kubeconfig.ts';
import { retryRead, type Failed } from './retry-read.ts';
import { sendRequest, type HttpAnswer, type HttpRequest, type ServerConnection } from './send-request.ts';
import { statusError } from './status-error.ts';

export interface ClusterLimits {
  /** Of one answer, in bytes; default 16 MiB. */
  answerBytes: number;
  /** Items a page of a list; default 500. */
  pageSize: number;
  /** Connections that are kept open; default 16. */
  connections: number;
}

export interface ClusterOptions extends KubeconfigSource {
  limits?: Partial<ClusterLimits>;
  /** For the User-Agent `middlewatch/<version>`; default `dev`. */
  version?: string;
}

/**
 * Reads the kubeconfig and makes the client of one cluster. It opens no connection yet: a cluster that is down costs
 * its part of the card, not the start.
 * @throws MiddlewatchError `config-invalid`
 */
export async function connectCluster(options: ClusterOptions): Promise<ClusterClient> {
  const config = await loadKubeconfig(options);
  const limits = { answerBytes: 16 * 1024 * 1024, pageSize: 500, connections: 16, ...options.limits };
  return new HttpClusterClient(options.name, config, limits, `middlewatch/${options.version ?? 'dev'}`);
}

type Call = Pick<HttpRequest, 'method' | 'path' | 'maxBytes' | 'beyond'> & {
  headers: Headers;
  body?: string;
  timeoutMs: number;
};

class HttpClusterClient implements ClusterClient {
  readonly name: string;
  readonly #config: KubeConfig;
  readonly #limits: ClusterLimits;
  readonly #userAgent: string;
  readonly #origin: URL;
  readonly #agent: http.Agent | https.Agent;

  constructor(name: string, config: KubeConfig, limits: ClusterLimits, userAgent: string) {
    this.name = name;
    this.#config = config;
    this.#limits = limits;
    this.#userAgent = userAgent;
    const cluster = config.getCurrentCluster();
    this.#origin = new URL(cluster?.server ?? 'https://localhost');
    const plain = this.#origin.protocol === 'http:';
    // The official client refuses plain http without this; on loopback and behind `kubectl proxy` it is what there is.
    if (plain && cluster !== null)
      config.clusters = config.clusters.map((entry) => ({ ...entry, skipTLSVerify: true }));
    const keep = { keepAlive: true, maxSockets: limits.connections, maxFreeSockets: limits.connections };
    this.#agent = plain ? new http.Agent(keep) : new https.Agent(keep);
  }

  async get(path: string, options: ReadOptions = {}): Promise<JsonObject> {
    return this.#object(await this.#read(path, options, options.timeoutMs ?? 5000));
  }

  async list(path: string, options: ListOptions = {}): Promise<JsonObject[]> {
    const maxItems = options.maxItems ?? 500;
    const timeoutMs = options.timeoutMs ?? 5000;
    const deadline = Date.now() + timeoutMs;
    const items: JsonObject[] = [];
    let next = '';
    do {
      const query = new URLSearchParams({
        limit: String(Math.min(this.#limits.pageSize, maxItems - items.length)),
      });
      if (options.labelSelector !== undefined) query.set('labelSelector', options.labelSelector);
      if (options.fieldSelector !== undefined) query.set('fieldSelector', options.fieldSelector);
      if (next !== '') query.set('continue', next);
      const answer = await this.#read(`${path}?${query.toString()}`, options, timeoutMs, { deadline });
      const page = this.#object(answer);
      if (!Array.isArray(page['items'])) throw this.#unreadable('a list without items');
      for (const item of page['items']) if (isObject(item)) items.push(item);
      const token = isObject(page['metadata']) ? page['metadata']['continue'] : undefined;
      next = typeof token === 'string' ? token : '';
    } while (next !== '' && items.length < maxItems);
    return items.slice(0, maxItems);
  }

  async text(
    path: string,
    query: Readonly<Record<string, string>>,
    options: ReadOptions & { limitBytes: number },
  ): Promise<string> {
    const search = new URLSearchParams(query).toString();
    const whole = search === '' ? path : `${path}?${search}`;
    const limits = { maxBytes: options.limitBytes, beyond: 'cut' } as const;
    return (await this.#read(whole, options, options.timeoutMs ?? 5000, limits)).text;
  }

  async change(change: Change, options: ChangeOptions): Promise<JsonObject> {
    const query = new URLSearchParams();
    // A deletion leaves nothing that could name its manager.
    if (change.method !== 'DELETE') query.set('fieldManager', options.fieldManager);
    if (options.dryRun === 'All') query.set('dryRun', 'All');
    const timeoutMs = options.timeoutMs ?? 10_000;
    const signal = AbortSignal.timeout(Math.max(1, timeoutMs));
    const answer = await this.#send(
      {
        method: change.method,
        path: query.size === 0 ? change.path : `${change.path}?${query.toString()}`,
        headers: {
          ...identityHeaders(options.identity),
          'Content-Type': change.method === 'PATCH' ? change.type : 'application/json',
        },
        body: JSON.stringify(bodyOf(change, options)),
        maxBytes: this.#limits.answerBytes,
        beyond: 'fail',
        timeoutMs,
      },
      signal,
    );
    if (answer.status >= 300)
      throw statusError(this.name, answer.status, answer.text, options.identity?.user);
    return this.#object(answer);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #read(
    path: string,
    options: ReadOptions,
    timeoutMs: number,
    differing: Partial<Pick<Call, 'maxBytes' | 'beyond'>> & { deadline?: number } = {},
  ): Promise<HttpAnswer> {
    const { deadline = Date.now() + timeoutMs, ...limits } = differing;
    const signal = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
    const call: Call = {
      method: 'GET',
      path,
      headers: identityHeaders(options.identity),
      timeoutMs,
      maxBytes: this.#limits.answerBytes,
      beyond: 'fail',
      ...limits,
    };
    const attempt = async (): Promise<HttpAnswer | Failed> => {
      try {
        const answer = await this.#send(call, signal);
        if (answer.status < 300) return answer;
        const error = statusError(this.name, answer.status, answer.text, options.identity?.user);
        return { error, retryAfter: answer.headers['retry-after'] };
      } catch (error) {
        if (error instanceof ClusterError) return { error, retryAfter: undefined };
        throw error;
      }
    };
    return await retryRead(attempt, { deadline, now: Date.now, signal });
  }

  async #send(call: Call, signal: AbortSignal): Promise<HttpAnswer> {
    const credentials = await this.#withinDeadline(readCredentials(this.#config, this.name), call, signal);
    // A kept connection may just be closing on the other side. A read is then repeated; a change must not be, so it
    // gets a connection of its own.
    const pooled: ServerConnection['agent'] = call.method === 'GET' ? this.#agent : false;
    const agent = credentials.proxyAgent ?? pooled;
    const connection = { cluster: this.name, origin: this.#origin, agent, tls: credentials.tls };
    const headers: Headers = {
      Accept: 'application/json',
      'User-Agent': this.#userAgent,
      ...credentials.headers,
      ...call.headers,
    };
    try {
      return await sendRequest(connection, { ...call, headers, signal });
    } catch (error) {
      throw error instanceof ClusterError && error.failure === 'timeout' ? this.#timeout(call, error) : error;
    }
  }

  /** An exec plugin has no deadline of its own. */
  async #withinDeadline<Value>(work: Promise<Value>, call: Call, signal: AbortSignal): Promise<Value> {
    return await new Promise<Value>((resolve, reject) => {
      const onAbort = () => reject(this.#timeout(call));
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  #timeout(call: Call, cause?: unknown): ClusterError {
    const seconds = Math.round(call.timeoutMs / 100) / 10;
    return new ClusterError('timeout', `The API server of ${this.name} did not answer within ${seconds} s`, {
      cause,
    });
  }

  #object(answer: HttpAnswer): JsonObject {
    let value: Json;
    try {
      value = JSON.parse(answer.text) as Json;
    } catch (error) {
      throw this.#unreadable('no JSON', error);
    }
    if (!isObject(value)) throw this.#unreadable('no object');
    return value;
  }

  #unreadable(what: string, cause?: unknown): ClusterError {
    return new ClusterError('unreadable', `The API server of ${this.name} answered with ${what}`, { cause });
  }
}

/**
 * A deletion that has a body is told by it alone that it is a dry run: beside a body the API server does not look at the
 * query, and would delete (DeleteResource in apiserver's pkg/endpoints/handlers/delete.go; tried).
 */
function bodyOf(change: Change, { dryRun }: ChangeOptions): Json {
  if (change.method !== 'DELETE' || dryRun === 'none') return change.body;
  return { ...change.body, dryRun: [dryRun] };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
