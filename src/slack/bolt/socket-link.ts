import { SocketModeReceiver, type App } from '@slack/bolt';
import type { Logger } from '../../observe/logger.ts';
import { slackLogger } from '../web/slack-logger.ts';
import { webClientOptions } from '../web/create-web-client.ts';
import { InFlight, receivingApp } from './receive.ts';

export interface SocketLinkOptions {
  app: App;
  appToken: string;
  slackApiUrl?: string;
  log: Logger;
  /** Ends an attempt to connect. */
  signal: AbortSignal;
}

/** Until apps.connections.open has answered, the socket is open and Slack has said hello. */
const helloTimeoutMs = 12_000;
/** Pings go out three times as often; without a pong for so long the connection is given up. */
const pongTimeoutMs = 10_000;
/** How long a listener may still take when its connection is left. */
const drainMs = 3000;
const closeMs = 1000;
const watchEveryMs = 1000;

/** One Socket Mode connection, from its hello to its end. It never reconnects: socket-receiver.ts opens another. */
export class SocketLink {
  /** Resolves when another one should take its place: Slack will close it, or it is dead already. The sentence says why. */
  readonly ended: Promise<string>;
  readonly #receiver: SocketModeReceiver;
  readonly #inFlight = new InFlight();
  #end: (why: string) => void = () => undefined;
  #isCrowdedOut = false;

  constructor(options: SocketLinkOptions) {
    const { appToken, app, log, signal } = options;
    this.#receiver = new SocketModeReceiver({
      appToken,
      logger: slackLogger(log),
      // Its own reconnecting leaves a gap of five seconds, can end the process on a bad token and opens late sockets.
      autoReconnectEnabled: false,
      clientPingTimeout: pongTimeoutMs,
      installerOptions: {
        clientOptions: {
          ...webClientOptions({
            ...(options.slackApiUrl !== undefined && { slackApiUrl: options.slackApiUrl }),
            log,
          }),
          fetch: async (url, init) =>
            await fetch(url, {
              ...(init as RequestInit),
              signal: AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]),
            }),
        },
      },
    });
    this.#receiver.init(receivingApp(app, this.#inFlight, log));
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.#guardMessages(log);
  }

  /** Resolves at Slack's hello. @throws when it cannot connect in time; nothing stays open then */
  async connect(signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let stop: () => void = () => undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('Slack did not say hello in time')), helloTimeoutMs);
      stop = () => reject(new Error('stopping'));
      signal.addEventListener('abort', stop, { once: true });
    });
    const starting = this.#receiver.start();
    try {
      await Promise.race([starting, tooLate]);
      signal.throwIfAborted();
    } catch (error) {
      // A start that is still under way must not leave a socket behind when it succeeds later.
      void starting.then(
        () => this.#close(),
        () => undefined,
      );
      await this.#close();
      throw error instanceof Error ? error : new Error('the connection was closed before Slack said hello');
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
    this.#watch();
  }

  /** Slack ended it because the app has more connections than it may: another one would only be ended too. */
  get isCrowdedOut(): boolean {
    return this.#isCrowdedOut;
  }

  isActive(): boolean {
    return this.#receiver.client.websocket?.isActive() === true;
  }

  /** Waits for what it received, so that its acknowledgements still go out, and closes. */
  async retire(): Promise<void> {
    this.#end('retired');
    await this.#inFlight.drained(drainMs);
    await this.#close();
  }

  async #close(): Promise<void> {
    const { client } = this.#receiver;
    for (let attempt = 0; attempt < 2 && client.websocket !== undefined; attempt += 1) {
      let timer: NodeJS.Timeout | undefined;
      const closed = client.disconnect().then(() => true);
      const deadline = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), closeMs)));
      const done = await Promise.race([closed, deadline]);
      clearTimeout(timer);
      // The second close does not wait for the other side.
      if (done) return;
    }
  }

  #watch(): void {
    const { client } = this.#receiver;
    client.once('disconnected', () => this.#end('the connection was closed'));
    const watching = setInterval(() => {
      if (!this.isActive()) this.#end('the connection is not open any more');
    }, watchEveryMs);
    watching.unref();
    void this.ended.then(() => clearInterval(watching));
  }

  /**
   * Stands before the client's own message handler, which throws (as an unhandled rejection, the end of the process) on an
   * `app_rate_limited` envelope, and closes the socket at a `disconnect` before another one is there.
   */
  #guardMessages(log: Logger): void {
    const { client } = this.#receiver;
    const handlers = client.listeners('ws_message') as ((data: unknown, isBinary: boolean) => unknown)[];
    client.removeAllListeners('ws_message');
    client.on('ws_message', (data: unknown, isBinary: boolean) => {
      const frame = readFrame(data);
      if (frame.type === 'disconnect') {
        this.#isCrowdedOut = frame.reason === 'too_many_websockets';
        this.#end(`Slack renews it (${frame.reason})`);
        return;
      }
      // It has no inner event, and the client reads that one's type: with a stand-in it is received like any other.
      const readable = frame.type === 'events_api' && !frame.hasEvent ? withEvent(data) : data;
      for (const handle of handlers) {
        void Promise.resolve(handle(readable, isBinary)).catch((error: unknown) =>
          log.error(
            { problem: error instanceof Error ? error.message : String(error) },
            'an envelope could not be read',
          ),
        );
      }
    });
  }
}

function readFrame(data: unknown): {
  type: string;
  reason: string;
  hasEvent: boolean;
} {
  const frame = objectOf(parse(data));
  const payload = objectOf(frame['payload']);
  const word = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    type: word(frame['type']),
    reason: word(frame['reason']),
    hasEvent: typeof payload['event'] === 'object' && payload['event'] !== null,
  };
}

function withEvent(data: unknown): string {
  const frame = objectOf(parse(data));
  const payload = objectOf(frame['payload']);
  return JSON.stringify({ ...frame, payload: { ...payload, event: { type: payload['type'] ?? 'unknown' } } });
}

function parse(data: unknown): unknown {
  try {
    return typeof data === 'string' ? (JSON.parse(data) as unknown) : undefined;
  } catch {
    // Not JSON: the client ignores it too.
    return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
