import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { isObject } from '../blocks/rule.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { SocketControl } from '../workspace-handle.ts';
import type { Acknowledgement, Carrier, Envelope } from './envelope.ts';

/** @see https://docs.slack.dev/apis/events-api/using-socket-mode: at most ten connections an app. */
const maxConnections = 10;
/** Slack tells about ten seconds ahead that it will close a connection. */
const closeAfterDisconnectMs = 10_000;
const pingEveryMs = 10_000;

type Connection = { readonly number: number; readonly socket: WebSocket; leaving: boolean };
type Pending = {
  readonly sentAt: number;
  readonly via: number;
  readonly done: (ack: Acknowledgement) => void;
};

export type SocketServer = Carrier & {
  readonly control: SocketControl;
  /** A one-time address for `apps.connections.open`. */
  openTicket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): Promise<void>;
};

/** How long a client may take to answer the close frame when the workspace stops. */
const closeHandshakeMs = 300;

const closed = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.readyState === socket.CLOSED) resolve();
    else socket.once('close', () => resolve());
  });

const parse = (data: unknown): unknown => {
  try {
    return JSON.parse(String(data)) as unknown;
  } catch {
    return undefined;
  }
};

/** Socket Mode: each envelope goes to one of the open connections, in turn, and waits for its acknowledgement. */
export function createSocketServer(
  state: WorkspaceState,
  options: {
    readonly ackTimeoutMs: number;
    readonly onLateAck: (envelopeId: string, afterMs: number) => void;
  },
): SocketServer {
  const server = new WebSocketServer({ noServer: true, autoPong: false });
  const tickets = new Set<string>();
  const connections: Connection[] = [];
  const pending = new Map<string, Pending>();
  const late = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  let opened = 0;
  let turn = 0;
  let duplicates = 0;
  let isPongSilent = false;
  let isUpgradeRefused = false;

  const later = (run: () => void, ms: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timer.unref();
    timers.add(timer);
  };
  const pinging = setInterval(() => {
    for (const { socket } of connections) socket.ping();
  }, pingEveryMs);
  pinging.unref();

  const receive = (data: unknown): void => {
    const frame = parse(data);
    const id = isObject(frame) ? frame['envelope_id'] : undefined;
    if (!isObject(frame) || typeof id !== 'string') return;
    const waiting = pending.get(id);
    const lateSince = late.get(id);
    if (waiting !== undefined) {
      pending.delete(id);
      const ackAfterMs = Math.round(performance.now() - waiting.sentAt);
      waiting.done({ outcome: 'acknowledged', via: waiting.via, ackAfterMs, ackPayload: frame['payload'] });
    } else if (lateSince !== undefined) {
      late.delete(id);
      options.onLateAck(id, Math.round(performance.now() - lateSince));
    }
  };

  const leave = (connection: Connection, reason: string): void => {
    connection.leaving = true;
    connection.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'drill' } }));
    later(() => connection.socket.close(), closeAfterDisconnectMs);
  };

  const welcome = (socket: WebSocket): void => {
    const connection: Connection = { number: (opened += 1), socket, leaving: false };
    connections.push(connection);
    socket.on('message', receive);
    socket.on('ping', (data: Buffer) => {
      if (!isPongSilent) socket.pong(data);
    });
    // A reset connection reports an error before it closes; the close is what counts.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      connections.splice(connections.indexOf(connection), 1);
      state.changes.changed();
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connections.length,
        debug_info: { host: 'drill', approximate_connection_time: 18_060 },
        connection_info: { app_id: state.app.appId },
      }),
    );
    if (connections.length > maxConnections) leave(connection, 'too_many_websockets');
    state.changes.changed();
  };

  const nextConnection = (): Connection | undefined => {
    const open = connections.filter(({ socket, leaving }) => !leaving && socket.readyState === socket.OPEN);
    return open[(turn += 1) % Math.max(1, open.length)];
  };

  const frameOf = (envelope: Envelope): string =>
    JSON.stringify({
      envelope_id: envelope.id,
      type: envelope.type,
      accepts_response_payload: envelope.type !== 'events_api',
      payload: envelope.payload,
      ...(envelope.type === 'events_api'
        ? { retry_attempt: envelope.retryAttempt, retry_reason: envelope.retryReason ?? '' }
        : {}),
    });

  const send: Carrier['send'] = (envelope) =>
    new Promise((resolve) => {
      const connection = nextConnection();
      if (connection === undefined) {
        resolve({ outcome: 'dispatch_failed' });
        return;
      }
      const via = connection.number;
      const sentAt = performance.now();
      const timer = setTimeout(() => {
        pending.delete(envelope.id);
        late.set(envelope.id, sentAt);
        resolve({ outcome: 'operation_timeout', via });
      }, options.ackTimeoutMs);
      pending.set(envelope.id, {
        sentAt,
        via,
        done: (ack) => {
          clearTimeout(timer);
          resolve(ack);
        },
      });
      const frame = frameOf(envelope);
      connection.socket.send(frame);
      if (duplicates > 0) {
        duplicates -= 1;
        (nextConnection() ?? connection).socket.send(frame);
      }
    });

  const control: SocketControl = {
    get count() {
      return connections.filter(({ leaving }) => !leaving).length;
    },
    disconnect: ({ reason = 'refresh_requested', which = 'oldest' } = {}) => {
      const staying = connections.filter(({ leaving }) => !leaving);
      for (const connection of which === 'all' ? staying : staying.slice(0, 1)) leave(connection, reason);
      state.changes.changed();
    },
    reset: () => {
      for (const { socket } of [...connections]) socket.terminate();
    },
    pongs: (mode) => {
      isPongSilent = mode === 'silent';
    },
    upgrades: (mode) => {
      isUpgradeRefused = mode === 'refused';
    },
    duplicateNext: (count = 1) => {
      duplicates += count;
    },
    appRateLimited: () => {
      const minute = Math.floor(state.now() / 60_000) * 60;
      const payload = {
        token: state.app.verificationToken,
        type: 'app_rate_limited',
        team_id: state.app.teamId,
        minute_rate_limited: minute,
        api_app_id: state.app.appId,
      };
      nextConnection()?.socket.send(
        frameOf({ id: state.ids.uuid(), type: 'events_api', payload, retryAttempt: 0 }),
      );
    },
  };

  return {
    send,
    control,
    openTicket: () => {
      const ticket = state.ids.uuid();
      tickets.add(ticket);
      return `${state.baseUrl.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${state.app.appId}`;
    },
    upgrade: (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const ticket = url.searchParams.get('ticket') ?? '';
      if (isUpgradeRefused || url.pathname !== '/link/' || !tickets.delete(ticket)) {
        socket.end(
          `HTTP/1.1 ${isUpgradeRefused ? '503 Service Unavailable' : '403 Forbidden'}\r\nconnection: close\r\n\r\n`,
        );
        return;
      }
      server.handleUpgrade(request, socket, head, welcome);
    },
    stop: async () => {
      clearInterval(pinging);
      for (const timer of timers) clearTimeout(timer);
      isUpgradeRefused = true;
      for (const { done, via } of pending.values()) done({ outcome: 'dispatch_failed', via });
      const open = connections.map(({ socket }) => socket);
      for (const socket of open) socket.close(1001);
      const giveUp = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, closeHandshakeMs);
      await Promise.all(open.map(closed));
      clearTimeout(giveUp);
      server.close();
    },
  };
}
