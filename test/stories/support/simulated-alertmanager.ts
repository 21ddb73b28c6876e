import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One alert as GET /api/v2/alerts has it. */
export interface ListedOnWire {
  fingerprint: string;
  labels: Readonly<Record<string, string>>;
  startsAt: string;
  silencedBy?: readonly string[];
}

export interface SilenceOnWire {
  id: string;
  createdBy: string;
  comment: string;
  endsAt: string;
}

/** The reading side of Alertmanager's API v2, as 0.25 answers; what it says is set by the story. */
export interface SimulatedAlertmanager {
  url: string;
  alerts: ListedOnWire[];
  silences: SilenceOnWire[];
  /** When its process started. */
  startedAt: Date;
  /** Requests for the alerts so far. */
  looks(): number;
  /** Called as it is asked for its alerts, before it answers. */
  onLook: (() => void) | undefined;
  /** While true every request is answered with 503. */
  down: boolean;
  stop(): Promise<void>;
}

export async function startSimulatedAlertmanager(): Promise<SimulatedAlertmanager> {
  let looks = 0;
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    if (pathname === '/api/v2/alerts') {
      looks += 1;
      handle.onLook?.();
    }
    if (handle.down) answer(503, 'down');
    else if (pathname === '/api/v2/alerts') answer(200, handle.alerts.map(alertOnWire));
    else if (pathname === '/api/v2/silences') answer(200, handle.silences.map(silenceOnWire));
    else if (pathname === '/api/v2/status') answer(200, statusOnWire(handle.startedAt));
    else answer(404, 'not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const handle: SimulatedAlertmanager = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    alerts: [],
    silences: [],
    startedAt: new Date(Date.now() - 86_400_000),
    looks: () => looks,
    onLook: undefined,
    down: false,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return handle;
}

function alertOnWire({ silencedBy = [], ...alert }: ListedOnWire): unknown {
  return {
    ...alert,
    annotations: {},
    endsAt: new Date(Date.now() + 240_000).toISOString(),
    updatedAt: new Date().toISOString(),
    generatorURL: '',
    receivers: [{ name: 'middlewatch' }],
    status: { state: silencedBy.length > 0 ? 'suppressed' : 'active', silencedBy, inhibitedBy: [] },
  };
}

function silenceOnWire(silence: SilenceOnWire): unknown {
  return {
    ...silence,
    startsAt: new Date().toISOString(),
    updatedAt: new Date().toISOString(),
    status: { state: 'active' },
    matchers: [{ name: 'namespace', value: 'shop', isRegex: false, isEqual: true }],
  };
}

function statusOnWire(startedAt: Date): unknown {
  return {
    cluster: { peers: [], status: 'disabled' },
    config: { original: 'route: {}' },
    uptime: startedAt.toISOString(),
    versionInfo: { version: '0.25.0' },
  };
}
