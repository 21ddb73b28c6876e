import { cardsIn } from '../../test/faults/support/judge-cards.ts';
import { allIncidents, openPlace } from '../../test/faults/support/judge-store.ts';
import { startBenchBot, webhookToken, type BenchBot } from './bench-bot.ts';
import { foldedIn } from './folded-in.ts';
import { load } from './load.ts';
import { payload } from './payload.ts';
import { untilTaken } from './until-taken.ts';

/** What became of a storm of distinct alerts, from its first byte on. */
export interface Storm {
  alerts: number;
  incidents: number;
  /** Until every webhook was answered with 200. */
  acknowledgedSeconds: number;
  /** Until every alert was in its incident. */
  keptSeconds: number;
  /** In the store afterwards. */
  kept: { alerts: number; incidents: number };
  /** Until the first card stood in Slack, and until each incident had one or was counted by a storm's; absent: not waited for. */
  firstCardSeconds?: number;
  allCardsSeconds?: number;
  slackCalls: number;
  /** Of the bot's process, in MB (10⁶ bytes). */
  idleMb: number;
  peakMb: number;
  /** The bot's own `nodejs_eventloop_lag_max_seconds` over the storm; a tick of 10 ms is part of it. */
  longestBlockMs: number;
}

const alertsPerPayload = 100;
const settleMs = 3_000;
const deadlineMs = 600_000;

/**
 * `until: kept` sends everything and waits until the records are right; `until: shown` also until Slack, at its own
 * limits, shows one card for each incident, or counts it on a storm's card.
 */
export async function measureStorm(options: {
  alerts: number;
  incidents: number;
  until: 'kept' | 'shown';
  databaseUrl?: string;
}): Promise<Storm> {
  const { databaseUrl } = options;
  const bot = await startBenchBot({
    rateLimits: 'slack',
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  try {
    return await storm(bot, options);
  } finally {
    await bot.end();
  }
}

async function storm(
  bot: BenchBot,
  { alerts, incidents, until }: Parameters<typeof measureStorm>[0],
): Promise<Storm> {
  const bodies = Array.from({ length: alerts / alertsPerPayload }, () =>
    payload(alertsPerPayload, incidents),
  );
  await sleep(settleMs);
  const idleMb = await bot.memory('VmRSS');
  // Reading it begins a new window.
  await bot.metric('nodejs_eventloop_lag_max_seconds');
  const channels = [bot.workspace.channelId('#incidents')];
  const started = performance.now();
  const since = (): number => (performance.now() - started) / 1000;
  const shown: { first?: number; all?: number } = {};
  const stopWatching = bot.workspace.onChange(() => {
    const cards = cardsIn(bot.workspace, channels).length;
    if (cards > 0) shown.first ??= since();
    if (cards + foldedIn(bot.workspace, channels) >= incidents) shown.all ??= since();
  });
  const sent = await load({ url: bot.url, token: webhookToken, bodies, concurrency: 8 });
  if (sent.refused > 0) throw new Error(`${sent.refused} webhooks were refused`);
  const acknowledgedSeconds = since();
  const keptSeconds = await untilTaken(bot, bodies.length, since);
  const longestBlockMs = (await bot.metric('nodejs_eventloop_lag_max_seconds')) * 1000;
  while (until === 'shown' && shown.all === undefined && since() * 1000 < deadlineMs) await sleep(100);
  stopWatching();
  const slackCalls =
    bot.workspace.calls('chat.postMessage').length + bot.workspace.calls('chat.update').length;
  const peakMb = await bot.memory('VmHWM');
  await bot.process.stop();
  const kept = await count({
    path: bot.storeFile,
    ...(bot.databaseUrl === undefined ? {} : { databaseUrl: bot.databaseUrl }),
  });
  return {
    alerts,
    incidents,
    acknowledgedSeconds,
    keptSeconds,
    kept,
    ...(shown.first === undefined ? {} : { firstCardSeconds: shown.first }),
    ...(shown.all === undefined ? {} : { allCardsSeconds: shown.all }),
    slackCalls,
    idleMb,
    peakMb,
    longestBlockMs,
  };
}

async function count(place: Parameters<typeof openPlace>[0]): Promise<Storm['kept']> {
  const store = await openPlace(place);
  try {
    const incidents = await allIncidents(store);
    return {
      incidents: incidents.length,
      alerts: incidents.reduce((sum, { alerts }) => sum + alerts.length, 0),
    };
  } finally {
    await store.close();
  }
}

async function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
