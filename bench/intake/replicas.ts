import { startBenchBot, webhookToken, type BenchBot } from './bench-bot.ts';
import { load } from './load.ts';
import { payload } from './payload.ts';

/** Several processes on one PostgreSQL, each sent its share of the same load. */
export interface Replicas {
  processes: number;
  alertsPerPayload: number;
  acknowledged: number;
  refused: number;
  perSecond: number;
  /** The worst of the processes. */
  p99Ms: number;
}

const connections = 32;

export async function measureReplicas(
  processes: number,
  { databaseUrl, forMs, alertsPerPayload }: { databaseUrl: string; forMs: number; alertsPerPayload: number },
): Promise<Replicas> {
  const bots: BenchBot[] = [await startBenchBot({ rateLimits: 'slack', databaseUrl })];
  try {
    const [beside] = bots;
    while (beside !== undefined && bots.length < processes)
      bots.push(await startBenchBot({ rateLimits: 'slack', databaseUrl, beside }));
    const concurrency = Math.ceil(connections / processes);
    const bodies = bots.map(() => Array.from({ length: 2_000 }, () => payload(alertsPerPayload, 50)));
    const results = await Promise.all(
      bots.map(async ({ url }, index) =>
        load({ url, token: webhookToken, bodies: bodies[index] ?? [], concurrency, forMs }),
      ),
    );
    const sum = (of: (result: (typeof results)[number]) => number): number =>
      results.reduce((total, result) => total + of(result), 0);
    return {
      processes,
      alertsPerPayload,
      acknowledged: sum(({ acknowledged }) => acknowledged),
      refused: sum(({ refused }) => refused),
      perSecond: sum(({ perSecond }) => perSecond),
      p99Ms: Math.max(...results.map(({ p99Ms }) => p99Ms)),
    };
  } finally {
    // The first owns what they share.
    for (const bot of bots.toReversed()) await bot.end();
  }
}
