import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import * as errors from '../errors/api-errors.ts';
import { StatusError } from '../errors/status-error.ts';
import type { FaultKind } from '../fault.ts';
import type { TokenUser } from '../kubernetes-options.ts';
import type { RbacRule } from '../rbac-rule.ts';
import type { Registry } from '../registry/registry.ts';
import type { RequestRecord } from '../request-record.ts';
import { accessDenied, attributesOf, isAllowed, isPathAllowed, pathDenied } from './authorize.ts';
import { discoveryDocument } from './discovery.ts';
import type { Answer } from './exchange.ts';
import { FaultInjector } from './fault-injector.ts';
import { impersonate } from './impersonate.ts';
import { ListHandler } from './list-objects.ts';
import type { LogSource } from './pod-log.ts';
import { mediaType, readBody } from './read-body.ts';
import { readRequestInfo, type RequestInfo } from './request-info.ts';
import { negotiate, respond } from './respond.ts';
import { routeRequest, type Handlers } from './route-request.ts';
import { authenticate, type RequestUser } from './user.ts';
import { WatchHandler } from './watch-objects.ts';

interface ServerParts {
  registry: Registry;
  tokens: Readonly<Record<string, TokenUser>>;
  rules: readonly RbacRule[] | undefined;
  version: string;
  logs: LogSource;
}

const healthPaths: ReadonlySet<string> = new Set(['/livez', '/readyz', '/healthz']);

/** The HTTP side of the simulated API: who asks, may they, what goes wrong, and the record of it all. */
export class ApiServer {
  readonly faults = new FaultInjector();
  readonly records: RequestRecord[] = [];
  readonly #parts: ServerParts;
  readonly #handlers: Handlers;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #delays = new Set<NodeJS.Timeout>();

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#handlers = { lists: new ListHandler(), watches: new WatchHandler(), logs: parts.logs };
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Listens on a free port of 127.0.0.1; answers the address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const timer of this.#delays) clearTimeout(timer);
    this.#handlers.watches.closeAll();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const uri = request.url ?? '/';
    const fault = this.faults.take(method, uri);
    const record = this.#open(request, fault);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset-before') {
      fault.onHit?.();
      request.socket.resetAndDestroy();
      return;
    }
    if (fault?.kind === 'delay') await this.#wait(fault.ms);
    const warnings: string[] = [];
    const auditId = this.#parts.registry.identifiers.uid('request');
    try {
      const answer = await this.#answer(request, response, { record, fault, warnings });
      if ('streamed' in answer) {
        record.responseStatus = answer.streamed;
        return;
      }
      const form = negotiate(request);
      record.responseStatus = answer.code;
      respond(response, answer, { form, fault, auditId, warnings });
    } catch (error) {
      if (response.headersSent || request.socket.destroyed) return;
      const answer = failure(error);
      record.responseStatus = answer.code;
      respond(response, answer, { form: 'object', fault, auditId, warnings });
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    given: { record: RequestRecord; fault: FaultKind | undefined; warnings: string[] },
  ): Promise<Answer | { streamed: number }> {
    const { record, fault, warnings } = given;
    if (fault?.kind === 'too-many-requests') {
      throw errors.tooManyRequests(
        'the server has received too many requests and has asked us to try again later',
        fault.retryAfterSeconds,
      );
    }
    if (fault?.kind === 'error') {
      throw new StatusError(fault.status ?? 500, {
        message: fault.message ?? 'an error on the server has prevented the request from succeeding',
        reason: fault.status === 503 ? 'ServiceUnavailable' : 'InternalError',
      });
    }
    const { registry, rules, tokens } = this.#parts;
    const info = readRequestInfo(request.method ?? 'GET', request.url ?? '/');
    if (healthPaths.has(info.path)) return { code: 200, body: 'ok' };
    const caller = authenticate(request.headers.authorization, tokens);
    if (caller === undefined) throw errors.unauthorized();
    record.user = caller.username;
    record.groups = caller.groups;
    const person = impersonate(request, caller, rules);
    if (person) record.impersonatedUser = person;
    const user = person ?? caller;
    const { target } = info;
    if (target === undefined) return this.#discover(info, user);
    const body = request.method === 'GET' || request.method === 'HEAD' ? '' : await readBody(request);
    noteBody(record, body);
    this.#authorize(info, user);
    const contentType = mediaType(request);
    return routeRequest(
      { request, response, info, target, user, rules, registry, body, contentType, warnings },
      this.#handlers,
    );
  }

  #authorize(info: RequestInfo, user: RequestUser): void {
    const wanted = attributesOf(info);
    if (wanted && !isAllowed(this.#parts.rules, user, wanted)) throw accessDenied(user, wanted);
  }

  #discover(info: RequestInfo, user: RequestUser): Answer {
    if (!isPathAllowed(this.#parts.rules, user, info.path)) throw pathDenied(user, info.verb, info.path);
    const body = discoveryDocument(info.path, this.#parts.version);
    return body === undefined ? { code: 404, body: '404 page not found\n' } : { code: 200, body };
  }

  #open(request: IncomingMessage, fault: FaultKind | undefined): RequestRecord {
    const method = request.method ?? 'GET';
    const info = readRequestInfo(method, request.url ?? '/');
    const { target } = info;
    const record: RequestRecord = {
      at: this.#parts.registry.now(),
      verb: info.verb,
      method,
      uri: request.url ?? '/',
      user: 'system:anonymous',
      groups: [],
      userAgent: request.headers['user-agent'] ?? '',
      dryRun: info.query.has('dryRun'),
      responseStatus: 0,
      ...(request.headers['content-type'] === undefined
        ? {}
        : { contentType: request.headers['content-type'] }),
      ...(fault === undefined ? {} : { fault: fault.kind }),
    };
    if (target) {
      record.resource = target.resource;
      record.apiGroup = target.group;
      if (target.subresource !== '') record.subresource = target.subresource;
      if (target.namespace !== '') record.namespace = target.namespace;
      if (target.name !== '') record.name = target.name;
    }
    this.records.push(record);
    return record;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#delays.delete(timer);
        resolve();
      }, ms);
      this.#delays.add(timer);
    });
  }
}

function noteBody(record: RequestRecord, body: string): void {
  if (body === '') return;
  try {
    record.body = JSON.parse(body) as unknown;
  } catch {
    record.body = body;
  }
  const { dryRun, deleteOptions } = (record.body ?? {}) as {
    dryRun?: unknown[];
    deleteOptions?: { dryRun?: unknown[] };
  };
  if ((dryRun ?? deleteOptions?.dryRun ?? []).length > 0) record.dryRun = true;
  // Beside a body the query of a deletion counts for nothing.
  else if (record.method === 'DELETE') record.dryRun = false;
}

function failure(error: unknown): Answer {
  if (!(error instanceof StatusError)) {
    const { status } = errors.internalError(error instanceof Error ? error.message : String(error));
    return { code: 500, body: status };
  }
  const seconds = error.status.details?.retryAfterSeconds;
  const headers = seconds === undefined ? {} : { headers: { 'Retry-After': String(seconds) } };
  return { code: error.code, body: error.status, ...headers };
}
