import type { Endpoint } from '../endpoint.ts';
import { TelemetryError } from '../telemetry-error.ts';
import { connectTransport, type Transport } from '../transport.ts';
import type { AlertmanagerClient, ReplicaLook, WholeSilence } from './alertmanager-client.ts';
import { readAlerts, readExpired, readSilenceId, readSilences, readStatus } from './read-answer.ts';
import { silenceOnWire } from './silence-on-wire.ts';

/** `replicas`: the addresses of the other replicas; credentials, authorities and headers are the same for all. */
export type AlertmanagerEndpoint = Endpoint & { replicas?: readonly string[] | undefined };

interface Replica {
  url: string;
  transport: Transport;
}

/** @throws MiddlewatchError `config-invalid` */
export function connectAlertmanager({
  replicas = [],
  ...endpoint
}: AlertmanagerEndpoint): AlertmanagerClient {
  const all = [endpoint.url, ...replicas].map((url) => ({
    url,
    transport: connectTransport('Alertmanager', { ...endpoint, url }),
  }));
  return {
    async look(timeoutMs) {
      const answers = await Promise.allSettled(all.map(async (replica) => lookAt(replica, timeoutMs)));
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      const failures = answers.flatMap((answer) =>
        answer.status === 'rejected' ? [answer.reason as unknown] : [],
      );
      if (found.length === 0) throw failures[0];
      const answering = all.filter(({ url }) => found.some((one) => one.url === url));
      return {
        replicas: found,
        silences: await silences(answering, timeoutMs),
        problems: failures.map((error) => (error instanceof Error ? error.message : String(error))),
      };
    },
    alerts: async (filters, timeoutMs) =>
      firstThatAnswers(all, async ({ transport }) => {
        const query = filters.map((filter) => ['filter', filter] as const);
        return readAlerts(await transport.ask({ path: '/api/v2/alerts', query, timeoutMs }));
      }),
    silences: async (timeoutMs) => silences(all, timeoutMs),
    silencesOfAll: async (timeoutMs) => silencesOfAll(all, timeoutMs),
    setSilence: async (silence, timeoutMs) =>
      firstThatIsReached(all, async ({ transport }) =>
        readSilenceId(
          await transport.ask({
            path: '/api/v2/silences',
            change: { method: 'POST', json: silenceOnWire(silence) },
            timeoutMs,
          }),
        ),
      ),
    expireSilence: async (id, timeoutMs) =>
      firstThatIsReached(all, async ({ transport }) =>
        readExpired(
          await transport.ask({
            path: `/api/v2/silence/${encodeURIComponent(id)}`,
            change: { method: 'DELETE' },
            timeoutMs,
          }),
        ),
      ),
    status: async (timeoutMs) =>
      firstThatAnswers(all, async ({ transport }) =>
        readStatus(await transport.ask({ path: '/api/v2/status', timeoutMs })),
      ),
    close: () => all.forEach(({ transport }) => transport.close()),
  };
}

/** Status after the alerts: a restart in between must make the list look young, never old. */
async function lookAt({ url, transport }: Replica, timeoutMs: number): Promise<ReplicaLook> {
  const alerts = readAlerts(await transport.ask({ path: '/api/v2/alerts', timeoutMs }));
  const status = readStatus(await transport.ask({ path: '/api/v2/status', timeoutMs }));
  return { url, status, alerts };
}

async function silences(replicas: readonly Replica[], timeoutMs: number): Promise<readonly WholeSilence[]> {
  return firstThatAnswers(replicas, async ({ transport }) =>
    readSilences(await transport.ask({ path: '/api/v2/silences', timeoutMs })),
  );
}

/** Fail-over: what is wrong with the question is wrong everywhere, so only the last refusal is told. */
async function firstThatAnswers<Value>(
  replicas: readonly Replica[],
  ask: (replica: Replica) => Promise<Value>,
): Promise<Value> {
  let problem: unknown = new TelemetryError('unreachable', 'Alertmanager has no address');
  for (const replica of replicas) {
    try {
      return await ask(replica);
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

async function silencesOfAll(
  replicas: readonly Replica[],
  timeoutMs: number,
): Promise<{ silences: readonly WholeSilence[]; complete: boolean }> {
  const answers = await Promise.allSettled(replicas.map(async (replica) => silences([replica], timeoutMs)));
  const found = new Map<string, WholeSilence>();
  let failure: unknown;
  let failures = 0;
  for (const answer of answers) {
    if (answer.status === 'rejected') {
      failure = answer.reason;
      failures += 1;
    } else {
      for (const silence of answer.value) {
        // Whoever knows more of it: a change reaches the replicas one after the other.
        const there = found.get(silence.id);
        if (there === undefined || there.updatedAt < silence.updatedAt) found.set(silence.id, silence);
      }
    }
  }
  if (failures === answers.length) throw failure;
  return { silences: [...found.values()], complete: failures === 0 };
}

/** For what changes something: only a request that has certainly not arrived is sent to the next replica. */
async function firstThatIsReached<Value>(
  replicas: readonly Replica[],
  ask: (replica: Replica) => Promise<Value>,
): Promise<Value> {
  let problem: unknown = new TelemetryError('unreachable', 'Alertmanager has no address');
  for (const replica of replicas) {
    try {
      return await ask(replica);
    } catch (error) {
      if (!(error instanceof TelemetryError) || error.sent !== 'no') throw error;
      problem = error;
    }
  }
  throw problem;
}
