import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RecordDeliveryResult } from '../store/store.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import { certificateNames } from './certificate-names.ts';
import type { RecogniseSender } from './recognise-sender.ts';

/** What became of one request; for metrics and the log. */
export type WebhookOutcome = 'recorded' | 'malformed' | 'unauthorised' | 'too-large' | 'unavailable' | 'slow';

export interface WebhookOptions {
  /** Commits the delivery; the body is handed over (its memory may be taken away). */
  record: (delivery: {
    source: string;
    receivedAt: number;
    body: Uint8Array<ArrayBuffer>;
  }) => Promise<RecordDeliveryResult>;
  /** Whose a request is; its name becomes the alerts' source. */
  recognise: RecogniseSender;
  now: () => number;
  /** Called once a request, after the commit where there is one. `error` is what `record` threw. */
  onOutcome?: (report: {
    outcome: WebhookOutcome;
    source?: string;
    alertCount?: number;
    deliveryId?: string;
    error?: unknown;
  }) => void;
  /** Default 16 MiB: 10,000 alerts of kube-prometheus are about 11 MB, and what is refused is lost. */
  maxBodyBytes?: number;
  /** How long a body may take to arrive; default 10 s. */
  bodyDeadlineMs?: number;
  /** How many requests may be under way at once; default 32. More get 503, and Alertmanager sends them again. */
  maxConcurrent?: number;
}

const path = '/webhooks/alertmanager';
/** For senders that ask: Alertmanager has its own pace, proxies and others read this. */
const retryAfterSeconds = 1;
/** How long a body that is too large may still arrive before the connection is closed. */
const drainMs = 2_000;

/**
 * `POST /webhooks/alertmanager`: authenticate, commit, answer. 200 only after the commit. Alertmanager repeats on 5xx and
 * connection errors only, takes a redirect for success and never repeats a 4xx (429 included): so 503 is the answer to
 * everything that may go better later, and 4xx only to what never will.
 */
export function registerWebhook(server: FastifyInstance, options: WebhookOptions): void {
  const maxConcurrent = options.maxConcurrent ?? 32;
  const maxBodyBytes = options.maxBodyBytes ?? 16 * 1024 * 1024;
  const report = options.onOutcome ?? (() => {});
  const sources = new WeakMap<FastifyRequest, string>();
  const deadlines = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  let underWay = 0;

  // A scope of its own: its content type parser and error handler must not reach other routes.
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: maxBodyBytes },
      (_request, body, done) => {
        done(null, body);
      },
    );

    scope.addHook('onRequest', async (request, reply) => {
      const source = options.recognise({
        authorization: request.headers.authorization,
        certificateNames: certificateNames(request.raw.socket),
      });
      if (source === undefined) {
        report({ outcome: 'unauthorised' });
        return refuse(
          reply.header('www-authenticate', 'Bearer, Basic realm="middlewatch", charset="UTF-8"'),
          401,
          {
            error: 'unauthorised',
            message:
              'Nobody that may send alerts: send the token as "Authorization: Bearer …", or the user and password or client certificate that the config names',
          },
        );
      }
      if (underWay >= maxConcurrent) {
        report({ outcome: 'unavailable', source });
        return refuse(reply, 503, busy);
      }
      underWay += 1;
      reply.raw.once('close', () => {
        underWay -= 1;
        clearTimeout(deadlines.get(request));
      });
      sources.set(request, source);
      deadlines.set(
        request,
        setTimeout(() => {
          report({ outcome: 'slow', source });
          void refuse(reply, 503, {
            error: 'slow',
            message: 'The body did not arrive in time; send it again',
          });
        }, options.bodyDeadlineMs ?? 10_000),
      );
      return undefined;
    });

    scope.setErrorHandler(async (error, request, reply) => {
      clearTimeout(deadlines.get(request));
      if (reply.sent) return reply;
      const source = sources.get(request);
      const status = statusOf(error);
      if (status === 413) {
        report({ outcome: 'too-large', ...(source === undefined ? {} : { source }) });
        // A sender that is cut off while it writes never reads why: what it still sends is thrown away for a while.
        await drained(request.raw);
        return refuse(reply, 413, {
          error: 'too-large',
          message: `The body is larger than ${maxBodyBytes} bytes; let Alertmanager group by more labels`,
        });
      }
      if (status !== undefined && status < 500) {
        report({ outcome: 'malformed', ...(source === undefined ? {} : { source }) });
        return refuse(reply, 400, { error: 'malformed', path: '', message: 'The body could not be read' });
      }
      report({ outcome: 'unavailable', error, ...(source === undefined ? {} : { source }) });
      return refuse(reply, 503, unavailable(error));
    });

    scope.post(path, async (request, reply) => {
      clearTimeout(deadlines.get(request));
      const source = sources.get(request) ?? '';
      const body = request.body instanceof Uint8Array ? owned(request.body) : new Uint8Array();
      const result = await options.record({ source, receivedAt: options.now(), body });
      if (result.outcome === 'malformed') {
        report({ outcome: 'malformed', source });
        return reply.code(400).send({ error: 'malformed', path: result.path, message: result.message });
      }
      const { deliveryId, alertCount } = result;
      report({ outcome: 'recorded', source, deliveryId, alertCount });
      return reply.code(200).send({ delivery: deliveryId, alerts: alertCount });
    });
  });
}

const busy = { error: 'busy', message: 'Too many webhooks are under way; send it again' };

function unavailable(error: unknown): { error: string; message: string } {
  // Only what the catalogue says leaves the house: other messages may carry paths or SQL.
  const why = error instanceof MiddlewatchError ? error.message : 'The store cannot commit';
  return { error: 'unavailable', message: `${why}; send it again` };
}

/** Answers without having read the body: the connection is closed, for the rest of the body is still on its way. */
async function refuse(reply: FastifyReply, status: number, body: object): Promise<FastifyReply> {
  if (status === 503) reply.header('retry-after', retryAfterSeconds);
  return reply.code(status).header('connection', 'close').send(body);
}

/** Resolves when the sender has sent all, has gone, or took too long; keeps nothing of it. */
async function drained(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, drainMs);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', end).once('close', end).once('error', end).resume();
  });
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** Memory of its own, which can be transferred to another thread: small buffers lie in a pool that others use. */
function owned(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = body;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === body.byteLength) return new Uint8Array(buffer);
  return new Uint8Array(body);
}
