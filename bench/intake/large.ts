import { startBenchBot, webhookToken, type BenchBot } from './bench-bot.ts';
import { startIdleProcess } from './idle-process.ts';
import { load } from './load.ts';
import { payload } from './payload.ts';
import { untilTaken } from './until-taken.ts';

/** What the largest webhooks that are taken do to the process: 10,000 alerts each, all at once. */
export interface Large {
  payloads: number;
  alertsPerPayload: number;
  payloadBytes: number;
  /** Until all were answered with 200. */
  acknowledgedSeconds: number;
  /** Until every alert was in its incident. */
  keptSeconds: number;
  /** The bot's own `nodejs_eventloop_lag_max_seconds`, until all were answered and from then on; a tick of 10 ms is part of it. */
  longestBlockMs: { receiving: number; working: number };
  /** Over the whole time, of a process that does nothing: what the machine itself does to any event loop. */
  idleProcessBlockMs: number;
  /** Of the bot's process, in MB (10⁶ bytes). */
  idleMb: number;
  peakMb: number;
}

const alertsPerPayload = 10_000;
const workloads = 1_000;
const payloads = 4;
const settleMs = 3_000;

export async function measureLarge(options: { databaseUrl?: string }): Promise<Large> {
  const bot = await startBenchBot({ rateLimits: 'slack', ...options });
  const idle = startIdleProcess();
  try {
    return await large(bot, idle);
  } finally {
    idle.stop();
    await bot.end();
  }
}

async function large(bot: BenchBot, idle: ReturnType<typeof startIdleProcess>): Promise<Large> {
  const bodies = Array.from({ length: payloads }, () => payload(alertsPerPayload, workloads));
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const idleMb = await bot.memory('VmRSS');
  const block = async (): Promise<number> => (await bot.metric('nodejs_eventloop_lag_max_seconds')) * 1000;
  // Reading them begins a new window.
  await Promise.all([block(), idle.longestBlockMs()]);
  const started = performance.now();
  const since = (): number => (performance.now() - started) / 1000;
  const sent = await load({ url: bot.url, token: webhookToken, bodies, concurrency: payloads });
  if (sent.refused > 0) throw new Error(`${sent.refused} webhooks were refused`);
  const receiving = await block();
  const keptSeconds = await untilTaken(bot, bodies.length, since);
  return {
    payloads,
    alertsPerPayload,
    payloadBytes: bodies[0]?.byteLength ?? 0,
    acknowledgedSeconds: sent.seconds,
    keptSeconds,
    longestBlockMs: { receiving, working: await block() },
    idleProcessBlockMs: await idle.longestBlockMs(),
    idleMb,
    peakMb: await bot.memory('VmHWM'),
  };
}
