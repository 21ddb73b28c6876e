import { startBenchBot, webhookToken } from './bench-bot.ts';
import { measureFsync, startNoStoreServer } from './floors.ts';
import { load, type LoadResult } from './load.ts';
import { payload } from './payload.ts';

/** One size of payload: the bot, the same server without a store, and their ratio. */
export interface Throughput {
  alertsPerPayload: number;
  payloadBytes: number;
  bot: LoadResult;
  /** The same load on the bot's HTTP server with nothing behind it. */
  noStore: LoadResult;
  /** 8 kB written and fsynced, one after another, a second. */
  fsyncPerSecond: number;
  ratios: { toNoStore: number; toFsync: number };
}

const workloads = 50;
const fsyncMs = 1_000;
/** The bot takes 32 at once. */
const connections: Readonly<Record<number, number>> = { 1: 32, 100: 16, 1000: 4 };
const bodiesOf: Readonly<Record<number, number>> = { 1: 20_000, 100: 400, 1000: 60 };

/** Durable acknowledgements a second. Each size has a bot of its own, so that none works off what another left. */
export async function measureThroughput(
  alertsPerPayload: number,
  options: { forMs: number; databaseUrl?: string },
): Promise<Throughput> {
  const bodies = Array.from({ length: bodiesOf[alertsPerPayload] ?? 100 }, () =>
    payload(alertsPerPayload, workloads),
  );
  const concurrency = connections[alertsPerPayload] ?? 8;
  const request = { token: webhookToken, bodies, concurrency, forMs: options.forMs };
  const bot = await startBenchBot({
    rateLimits: 'slack',
    ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
  });
  let fromBot: LoadResult;
  let fsyncPerSecond: number;
  try {
    fsyncPerSecond = measureFsync(bot.directory, fsyncMs);
    fromBot = await load({ ...request, url: bot.url });
  } finally {
    await bot.end();
  }
  const server = await startNoStoreServer(webhookToken);
  try {
    const noStore = await load({ ...request, url: server.url });
    return {
      alertsPerPayload,
      payloadBytes: bodies[0]?.byteLength ?? 0,
      bot: fromBot,
      noStore,
      fsyncPerSecond,
      ratios: {
        toNoStore: fromBot.perSecond / noStore.perSecond,
        toFsync: fromBot.perSecond / fsyncPerSecond,
      },
    };
  } finally {
    await server.stop();
  }
}
