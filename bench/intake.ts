import { loadavg } from 'node:os';
import { measureStorm, type Storm } from './intake/storm.ts';
import { measureThroughput, type Throughput } from './intake/throughput.ts';

export interface IntakeResult {
  engine: 'sqlite' | 'postgres';
  /** Work that waited for the processors in the last minute, at the start; 0 is an idle machine. */
  loadAtStart: number;
  throughput: Throughput[];
  /** Many alerts, until the records are right. */
  storm: Storm;
  /** Few incidents, until Slack at its own limits shows a card for each. */
  picture: Storm;
}

const forMs = 4_000;

/** Durable acknowledgements a second beside two floors, and two storms. With `databaseUrl` on that PostgreSQL, in schemas of its own. */
export async function measureIntake(
  options: { databaseUrl?: string },
  print: (line: string) => void,
): Promise<IntakeResult> {
  const loadAtStart = loadavg()[0] ?? NaN;
  const engine = options.databaseUrl === undefined ? 'sqlite' : 'postgres';
  print(`intake on ${engine}; load of the machine at the start ${loadAtStart.toFixed(1)}`);
  print(
    'alerts a payload | bot: a second   p50    p99 ms | no store: a second | ratio | fsync a second | ratio',
  );
  const throughput: Throughput[] = [];
  for (const alerts of [1, 100, 1000]) {
    const one = await measureThroughput(alerts, { ...options, forMs });
    throughput.push(one);
    print(row(one));
  }
  const storm = await measureStorm({ ...options, alerts: 10_000, incidents: 1_000, until: 'kept' });
  print(stormText('10,000 alerts on 1,000 workloads', storm));
  const picture = await measureStorm({ ...options, alerts: 600, incidents: 60, until: 'shown' });
  print(stormText('600 alerts on 60 workloads, one channel', picture));
  return { engine, loadAtStart, throughput, storm, picture };
}

function row({ alertsPerPayload, bot, noStore, fsyncPerSecond, ratios }: Throughput): string {
  const refused = bot.refused === 0 ? '' : ` (${bot.refused} refused with 503)`;
  return [
    cell(alertsPerPayload, 16),
    `${cell(bot.perSecond, 15)} ${tenths(bot.p50Ms)} ${tenths(bot.p99Ms)}   `,
    cell(noStore.perSecond, 18),
    `${ratios.toNoStore.toFixed(2)} `,
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
    `  first card ${seconds(storm.firstCardSeconds)}, all cards ${seconds(storm.allCardsSeconds)}, ${storm.slackCalls} posts and edits`,
    `  memory idle ${storm.idleMb.toFixed(0)} MB, peak ${storm.peakMb.toFixed(0)} MB; longest event-loop block ${storm.longestBlockMs.toFixed(0)} ms`,
  ].join('\n');
}

function cell(value: number, width: number): string {
  return String(Math.round(value)).padStart(width);
}

function tenths(value: number): string {
  return value.toFixed(1).padStart(6);
}
