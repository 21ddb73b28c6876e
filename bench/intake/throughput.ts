import { startBenchBot, webhookToken } from './bench-bot.ts';
import { measureFsync, startNoStoreServer } from './floors.ts';
import { load, type LoadResult } from './load.ts';
import { payload } from './payload.ts';

/** One size of payload: the bot, the same server without a store, and their ratio. */
export interface Throughput {
  alertsPerPayload: number;
  payloadBytes: number;
  bot: LoadResult;
  /** What an acknowledgement cost the bot's process, the work that follows it while the load lasted included. */
  processorMsEach: number;
  /** The same load on the bot's HTTP server with nothing behind it: it does not look at the body. */
  noStore: LoadResult;
  /** The same server that does with the body all that the bot does, and keeps nothing. */
  readsOnly: LoadResult;
  /** 8 kB written and fsynced, one after another, a second. */
  fsyncPerSecond: number;
  ratios: { toNoStore: number; toReadsOnly: number; toFsync: number };
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
  let processorMs: number;
  let fsyncPerSecond: number;
  try {
    fsyncPerSecond = measureFsync(bot.directory, fsyncMs);
    const before = await bot.processorMs();
    fromBot = await load({ ...request, url: bot.url });
    processorMs = (await bot.processorMs()) - before;
  } finally {
    await bot.end();
  }
  const noStore = await floor('unread', request);
  const readsOnly = await floor('read', request);
  return {
    alertsPerPayload,
    payloadBytes: bodies[0]?.byteLength ?? 0,
    bot: fromBot,
    processorMsEach: processorMs / fromBot.acknowledged,
    noStore,
    readsOnly,
    fsyncPerSecond,
    ratios: {
      toNoStore: fromBot.perSecond / noStore.perSecond,
      toReadsOnly: fromBot.perSecond / readsOnly.perSecond,
      toFsync: fromBot.perSecond / fsyncPerSecond,
    },
  };
}

async function floor(
  bodies: 'read' | 'unread',
  request: Omit<Parameters<typeof load>[0], 'url'>,
): Promise<LoadResult> {
  const server = await startNoStoreServer(webhookToken, bodies);
  try {
    return await load({ ...request, url: server.url });
  } finally {
    await server.stop();
  }
}
