import { Client } from 'pg';
import { SeededRandom } from '../../../src/drill/world/seeded-random.ts';
import type { Postgres } from '../../e2e/support/start-postgres.ts';
import type { BotProcess } from './bot-process.ts';
import { killAt, stormPoints, type StormPlaces } from './kill-points.ts';
import { addSlackFaults, troubleSlack, type SlackFaultChoice } from './slack-faults.ts';

export interface LifeSurroundings extends StormPlaces {
  start: () => BotProcess;
  seed: number;
  slackFaults?: SlackFaultChoice;
  /** Of this run alone: it is killed too. */
  postgres?: Postgres;
  databaseUrl?: string;
}

/** Of the lives, so many end at a named point, and so many before the bot is ready; the others at any instant. */
const atPoint = 0.4;
const early = 0.2;
/** Of the lives on a PostgreSQL that may be killed, so many see it die. */
const databaseDies = 0.3;
const longestStartMs = 1_200;
const longestLifeMs = 2_500;
/** A point that the bot does not come to within this time is given up: it is killed where it is. */
const longestWaitMs = 4_000;
/** On PostgreSQL the next look comes when the lease of the bot that died has run out, after 12 s. */
const longestWaitForLookMs = 16_000;
const readyDeadlineMs = 60_000;
const backDeadlineMs = 60_000;

/** One life of the bot, until SIGKILL; says how it ended. What is to happen follows from the seed and the number of the life. */
export async function liveAndDie(life: number, around: LifeSurroundings): Promise<string> {
  const random = new SeededRandom(around.seed * 7_919 + life);
  const untrouble = troubles(around, random);
  const how = random.next();
  const point = stormPoints[Math.floor(random.next() * stormPoints.length)] ?? stormPoints[0];
  const nth = 1 + Math.floor(random.next() * 3);
  const afterMs = random.next() * (how < atPoint + early && how >= atPoint ? longestStartMs : longestLifeMs);
  const databaseDeath = around.postgres !== undefined && random.next() < databaseDies;
  const bot = around.start();
  try {
    if (how >= atPoint && how < atPoint + early) {
      await pause(afterMs);
      return `${Math.round(afterMs)} ms after its start`;
    }
    around.target.url = await within(bot, readyDeadlineMs);
    const before = databaseDeath ? `${await killDatabase(around, random)}; then ` : '';
    if (how >= atPoint) {
      await pause(afterMs);
      return `${before}${Math.round(afterMs)} ms after it was ready`;
    }
    const kill = (): void => void process.kill(bot.pid, 'SIGKILL');
    const disarm = killAt(point ?? 'webhook sent', nth, around, kill);
    const waitMs = point === 'in mid-reconcile' ? longestWaitForLookMs : longestWaitMs;
    const died = await Promise.race([bot.exited.then(() => true), pause(waitMs).then(() => false)]);
    disarm();
    return `${before}${point ?? ''}${died ? '' : `: not reached within ${waitMs} ms`}`;
  } finally {
    await bot.kill();
    around.target.url = undefined;
    untrouble();
  }
}

function troubles({ workspace, slackFaults }: LifeSurroundings, random: SeededRandom): () => void {
  if (slackFaults !== undefined) return troubleSlack(workspace, slackFaults, random);
  addSlackFaults(workspace, random);
  return () => undefined;
}

/** PostgreSQL dies while the bot lives: the whole server, or one connection's process, after which it recovers by itself. */
async function killDatabase(around: LifeSurroundings, random: SeededRandom): Promise<string> {
  const { postgres, target, databaseUrl } = around;
  if (postgres === undefined) return '';
  const whole = random.next() < 0.6;
  const downMs = 200 + random.next() * 1_800;
  await pause(random.next() * 500);
  if (whole) {
    await postgres.kill();
    target.outage = performance.now();
    await pause(downMs);
    target.outage = undefined;
    await postgres.start();
    await untilTaken(around);
    return `PostgreSQL killed for ${Math.round(downMs)} ms`;
  }
  const client = new Client(databaseUrl);
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid() ORDER BY pid',
  );
  const pid = rows[Math.floor(random.next() * rows.length)]?.pid;
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  await client.end().catch(() => undefined);
  await untilTaken(around);
  return 'a process of PostgreSQL killed';
}

/** The same bot takes webhooks again. */
async function untilTaken({ target }: LifeSurroundings): Promise<void> {
  const taken = (): number => target.answers.get(200) ?? 0;
  const before = taken();
  const deadline = performance.now() + backDeadlineMs;
  while (taken() === before) {
    if (performance.now() > deadline) {
      target.wrong.push('no webhook was taken any more after PostgreSQL came back');
      return;
    }
    await pause(50);
  }
}

async function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function within(bot: BotProcess, milliseconds: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not ready within ${milliseconds} ms; it said:\n${bot.log().join('\n')}`));
    }, milliseconds);
  });
  return Promise.race([bot.ready, late]).finally(() => clearTimeout(timer));
}
