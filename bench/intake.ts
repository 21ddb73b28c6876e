import { loadavg } from 'node:os';
import { measureLarge, type Large } from './intake/large.ts';
import { ownPostgres } from './intake/own-postgres.ts';
import { measureReplicas, type Replicas } from './intake/replicas.ts';
import { measureStorm, type Storm } from './intake/storm.ts';
import { measureThroughput, type Throughput } from './intake/throughput.ts';

export interface IntakeResult {
  engine: 'sqlite' | 'postgres';
  /** Work that waited for the processors in the last minute, at the start; 0 is an idle machine. */
  loadAtStart: number;
  throughput: Throughput[];
  /** From the first byte until Slack, at its own limits, shows every incident: with a card, or counted on a storm's card. */
  storm: Storm;
  /** The largest webhooks that are taken, several at once. */
  large: Large;
  /** One to four processes; on PostgreSQL only. */
  replicas: Replicas[];
}

const forMs = 4_000;

/** The embedded store, and PostgreSQL where there is one. */
export async function measureBothEngines(
  databaseUrl: string | undefined,
  print: (line: string) => void,
): Promise<IntakeResult[]> {
  const results = [await measureIntake({}, print)];
  const postgres = await ownPostgres(databaseUrl);
  if (postgres === undefined) {
    print('no PostgreSQL: name one in MIDDLEWATCH_TEST_DATABASE_URL, or apt-get install postgresql');
    return results;
  }
  try {
    results.push(await measureIntake({ databaseUrl: postgres.url }, print));
  } finally {
    await postgres.stop();
  }
  return results;
}

/** Durable acknowledgements a second beside three floors, and a storm. */
async function measureIntake(
  options: { databaseUrl?: string },
  print: (line: string) => void,
): Promise<IntakeResult> {
  const loadAtStart = loadavg()[0] ?? NaN;
  const engine = options.databaseUrl === undefined ? 'sqlite' : 'postgres';
  print(`intake on ${engine}; load of the machine at the start ${loadAtStart.toFixed(1)}`);
  print(
    'alerts a payload | bot: a second   p50    p99 ms | CPU ms each | no store | ratio | reads only | ratio | fsync a second | ratio',
  );
  const throughput: Throughput[] = [];
  for (const alerts of [1, 100, 1000]) {
    const one = await measureThroughput(alerts, { ...options, forMs });
    throughput.push(one);
    print(row(one));
  }
  const storm = await measureStorm({ ...options, alerts: 10_000, incidents: 1_000, until: 'shown' });
  print(stormText('10,000 alerts on 1,000 workloads, one channel', storm));
  const large = await measureLarge(options);
  print(largeText(large));
  const replicas: Replicas[] = [];
  for (const processes of options.databaseUrl === undefined ? [] : [1, 2, 3, 4]) {
    const { databaseUrl = '' } = options;
    const one = await measureReplicas(processes, { databaseUrl, forMs, alertsPerPayload: 1 });
    replicas.push(one);
    const { perSecond, p99Ms, refused } = one;
    print(
      `${processes} processes, 1 alert a payload: ${perSecond.toFixed(0)} a second, p99 ${p99Ms.toFixed(0)} ms, ${refused} refused`,
    );
  }
  return { engine, loadAtStart, throughput, storm, large, replicas };
}

function row(measured: Throughput): string {
  const { alertsPerPayload, bot, processorMsEach, noStore, readsOnly, fsyncPerSecond, ratios } = measured;
  const refused = bot.refused === 0 ? '' : ` (${bot.refused} refused with 503)`;
  return [
    cell(alertsPerPayload, 16),
    `${cell(bot.perSecond, 15)} ${tenths(bot.p50Ms)} ${tenths(bot.p99Ms)}   `,
    processorMsEach.toFixed(2).padStart(11),
    cell(noStore.perSecond, 8),
    `${ratios.toNoStore.toFixed(2)} `,
    cell(readsOnly.perSecond, 10),
    `${ratios.toReadsOnly.toFixed(2)} `,
    cell(fsyncPerSecond, 14),
    `${ratios.toFsync.toFixed(2)}${refused}`,
  ].join(' | ');
}

function stormText(title: string, storm: Storm): string {
  const seconds = (value: number | undefined): string =>
    value === undefined ? 'never' : `${value.toFixed(1)} s`;
  const { kept } = storm;
  return [
    `${title}: answered after ${seconds(storm.acknowledgedSeconds)}, in their incidents after ${seconds(storm.keptSeconds)}`,
    `  kept ${kept.alerts} alerts in ${kept.incidents} incidents`,
    `  first card ${seconds(storm.firstCardSeconds)}, all shown ${seconds(storm.allCardsSeconds)}, ${storm.slackCalls} posts and edits`,
    `  memory idle ${storm.idleMb.toFixed(0)} MB, peak ${storm.peakMb.toFixed(0)} MB; longest event-loop block ${storm.longestBlockMs.toFixed(0)} ms`,
  ].join('\n');
}

function largeText(large: Large): string {
  const { payloads, alertsPerPayload, payloadBytes, longestBlockMs } = large;
  const blocks = `${longestBlockMs.receiving.toFixed(0)} ms until answered, ${longestBlockMs.working.toFixed(0)} ms until in their incidents`;
  return [
    `${payloads} payloads of ${alertsPerPayload} alerts (${(payloadBytes / 1e6).toFixed(1)} MB each) at once: answered after ${large.acknowledgedSeconds.toFixed(1)} s, in their incidents after ${large.keptSeconds.toFixed(1)} s`,
    `  longest event-loop block ${blocks} (a process that does nothing: ${large.idleProcessBlockMs.toFixed(0)} ms); memory idle ${large.idleMb.toFixed(0)} MB, peak ${large.peakMb.toFixed(0)} MB`,
  ].join('\n');
}

function cell(value: number, width: number): string {
  return String(Math.round(value)).padStart(width);
}

function tenths(value: number): string {
  return value.toFixed(1).padStart(6);
}
