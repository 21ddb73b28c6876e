import { HTTPReceiver, type App, type Receiver } from '@slack/bolt';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../../observe/logger.ts';
import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import { slackLogger } from '../web/slack-logger.ts';
import { InFlight, receivingApp } from './receive.ts';

export interface HttpReceiverOptions {
  signingSecret: string;
  log: Logger;
  now: () => number;
  /** Where to listen; port 0 takes a free one. */
  host: string;
  port: number;
}

export const eventsPath = '/slack/events';
/** Slack's own limit for the age; Bolt holds it for the past alone. @see https://docs.slack.dev/authentication/verifying-requests-from-slack */
const maxSkewMs = 5 * 60 * 1000;
const drainMs = 3000;
/** Interactions carry the message that was clicked; nothing of ours comes near. */
const bodyLimit = 2 * 1024 * 1024;

/** Signed requests at /slack/events on a port of their own, so that an ingress can reach this and nothing else. */
export class HttpReceiver implements Receiver {
  readonly #options: HttpReceiverOptions;
  readonly #receiver: HTTPReceiver;
  readonly #inFlight = new InFlight();
  #server: Server | undefined;

  constructor(options: HttpReceiverOptions) {
    this.#options = options;
    this.#receiver = new HTTPReceiver({
      signingSecret: options.signingSecret,
      endpoints: [eventsPath],
      bodyLimit,
      logger: slackLogger(options.log),
    });
  }

  init(app: App): void {
    this.#receiver.init(receivingApp(app, this.#inFlight, this.#options.log));
  }

  /** For a server that somebody else runs: answers POST /slack/events, 404 for everything else. The body must not be read before. */
  readonly requestListener: RequestListener = (request, response) => {
    if (isFarFuture(request, this.#options.now())) {
      this.#options.log.warn('a request with a timestamp of the future was refused');
      answer(response, 401);
      return;
    }
    // Bolt compares the whole header with its own spelling and refuses one with a charset.
    const type = request.headers['content-type'];
    if (type !== undefined) request.headers['content-type'] = type.split(';')[0]?.trim() ?? type;
    try {
      this.#receiver.requestListener(request, response);
    } catch {
      // Bolt throws for a path or method that is not its own.
      answer(response, 404);
    }
  };

  /** Once started. */
  get eventsUrl(): string | undefined {
    const address = this.#server?.address();
    if (typeof address !== 'object' || address === null) return undefined;
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}${eventsPath}`;
  }

  /** @throws {MiddlewatchError} `address-in-use` */
  async start(): Promise<AddressInfo> {
    const { host, port } = this.#options;
    const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, this.requestListener);
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause: NodeJS.ErrnoException) =>
        reject(
          cause.code === 'EADDRINUSE'
            ? new MiddlewatchError('address-in-use', `${host}:${port}`, { cause })
            : cause,
        ),
      );
      server.listen(port, host, resolve);
    });
    return server.address() as AddressInfo;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    await this.#inFlight.drained(drainMs);
    server.closeAllConnections();
    await closed;
  }
}

function isFarFuture(request: IncomingMessage, now: number): boolean {
  const stamp = request.headers['x-slack-request-timestamp'];
  // Without one Bolt refuses; one that is no number would pass its comparison.
  return stamp !== undefined && !(Number(stamp) * 1000 <= now + maxSkewMs);
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status);
  response.end();
}
