import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answerTo } from '../../stories/support/answer-to.ts';
import { cleanup } from '../support/cleanup.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { startPostgres, type Postgres } from '../support/start-postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startSteadyBot, type SteadyBot } from './steady-bot.ts';

// A real PostgreSQL in trouble, under the real process.

const ends = cleanup();
const mends = cleanup();
let postgres: Postgres;
let bot: SteadyBot;
let disk: SmallDisk | undefined;

beforeAll(async () => {
  const folder = await temporaryFolder('database');
  ends.add(folder.remove);
  // The server is another user's process.
  await chmod(folder.path, 0o755);
  disk = mountSmallDisk(join(folder.path, 'disk'), 256);
  if (disk === undefined)
    console.info('NOTE: this machine may not mount: a full disk of the server is only its error');
  ends.add(async () => disk?.remove());
  postgres = await startPostgres(disk?.path ?? folder.path);
  ends.add(postgres.stop);
  bot = await startSteadyBot({ environment: { DATABASE_URL: postgres.url } });
  ends.add(() => bot.kill());
  expect((await bot.post()).status).toBe(200);
});
afterEach(mends.run);
afterAll(ends.run);

async function asAdmin<Row extends object>(...statements: readonly string[]): Promise<Row[]> {
  const client = new Client(postgres.adminUrl);
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const sql of statements) ({ rows } = await client.query<Row>(sql));
    return rows;
  } finally {
    await client.end();
  }
}

/** Webhooks get 503 with the reason, readiness says which part, and the process itself is well. */
async function refuses(words: RegExp): Promise<void> {
  const refused = await bot.post();
  expect(refused).toMatchObject({ status: 503, message: expect.stringMatching(words) });
  expect(refused.message).toContain('PostgreSQL at 127.0.0.1');
  expect(await bot.store()).toMatchObject({
    status: 503,
    state: 'down',
    detail: expect.stringMatching(words),
  });
  expect((await bot.get('/livez')).status).toBe(200);
}

/** The same process commits again, and the database holds what it said yes to. */
async function isWell(): Promise<void> {
  await mends.run();
  await bot.recovers();
  await waitUntil(async () => (await bot.store()).status === 200, { what: 'readiness' });
  const [row] = await asAdmin<{ count: string }>('SELECT COUNT(*) AS count FROM deliveries');
  expect(Number(row?.count)).toBeGreaterThanOrEqual(bot.accepted());
}

describe('a bot whose PostgreSQL', () => {
  it('is gone answers 503 at once, and goes on when it is back', async () => {
    await postgres.kill();
    mends.add(() => postgres.start());
    await expect.poll(async () => (await bot.post()).status).toBe(503);
    const since = performance.now();
    await refuses(/The store cannot be used: .*(ECONNREFUSED|connection)/i);
    expect(performance.now() - since, 'nobody waits for what is known').toBeLessThan(4_000);
    await isWell();
  });

  it('hangs answers 503 within its deadline, and goes on when it does', async () => {
    postgres.signalAll('SIGSTOP');
    mends.add(async () => postgres.signalAll('SIGCONT'));
    const [refused, ready] = await Promise.all([bot.post(), bot.store()]);
    expect(refused).toMatchObject({ status: 503, message: expect.stringMatching(/in time|cannot be used/) });
    expect(refused.tookMs).toBeLessThan(7_000);
    expect(ready).toMatchObject({ status: 503, state: 'down' });
    expect((await bot.get('/livez')).status).toBe(200);
    await isWell();
  });

  it('is slow, because of a lock of somebody else, says so', async () => {
    const other = new Client(postgres.adminUrl);
    await other.connect();
    mends.add(() => other.end());
    await other.query('BEGIN; LOCK TABLE deliveries, probe IN ACCESS EXCLUSIVE MODE');
    const [refused, ready] = await Promise.all([bot.post(), bot.store()]);
    expect(refused).toMatchObject({ status: 503, message: expect.stringContaining('in time') });
    expect(refused.tookMs).toBeLessThan(7_000);
    expect(ready).toMatchObject({ status: 503, detail: expect.stringContaining('in time') });
    await isWell();
  });

  it('became read-only, as a standby is, says so', async () => {
    await asAdmin('ALTER SYSTEM SET default_transaction_read_only = on', 'SELECT pg_reload_conf()');
    mends.add(async () => {
      await asAdmin(
        'SET default_transaction_read_only = off',
        'ALTER SYSTEM RESET ALL',
        'SELECT pg_reload_conf()',
      );
    });
    await expect.poll(async () => (await bot.post()).status, { timeout: 10_000 }).toBe(503);
    await refuses(/it is read-only/);
    await isWell();
  });

  it('has a full disk says so, until there is room again', async () => {
    if (disk === undefined) {
      await asAdmin(
        `CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`,
        'CREATE TRIGGER full_disk BEFORE INSERT ON deliveries EXECUTE FUNCTION is_full()',
        'CREATE TRIGGER full_disk BEFORE INSERT ON probe EXECUTE FUNCTION is_full()',
      );
      mends.add(async () => {
        await asAdmin('DROP FUNCTION is_full() CASCADE');
      });
      await refuses(/out of memory, disk or connections.*could not extend file/);
    } else {
      disk.fill();
      mends.add(async () => disk?.makeRoom());
      // Until the room that its tables have left is used.
      const refused = await waitUntil(
        async () => {
          const answer = await bot.post();
          return answer.status === 503 && answer;
        },
        { what: 'a full disk', everyMs: 1, timeoutMs: 60_000 },
      );
      expect(refused.message).toMatch(/out of memory, disk or connections.*No space left on device/);
      expect((await bot.get('/livez')).status).toBe(200);
    }
    await isWell();
  });

  it('ends all connections and takes no more is waited for', async () => {
    await asAdmin(
      'ALTER ROLE middlewatch CONNECTION LIMIT 0',
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'middlewatch'`,
    );
    mends.add(async () => {
      await asAdmin('ALTER ROLE middlewatch CONNECTION LIMIT -1');
    });
    await expect.poll(async () => (await bot.post()).status, { timeout: 10_000 }).toBe(503);
    await refuses(/out of memory, disk or connections/);
    await isWell();
  });

  it('is shared names the other bot, and when it was last heard; on both health pages', async () => {
    const other = await bot.another();
    mends.add(() => other.kill());
    const page = async (url: string) => (await fetch(url)).text();
    const both = /Bots on this store:\n( {2}\S+ \[\w{6}\].*: version .*; knows schema \d+; up for .*\n){2}\n/;
    await waitUntil(async () => both.test(await page(`${other.url}/healthz`)), {
      what: 'two bots on one page',
    });
    expect((await bot.get('/healthz')).text).toMatch(both);
    expect((await bot.get('/healthz')).text.match(/\(this one\)/g)).toHaveLength(1);
    await waitUntil(
      async () => /\(this one\).*; slack ok \(\d connections?\)/.test((await bot.get('/healthz')).text),
      { what: "this one's Slack sockets among the bots" },
    );
    const said = await answerTo(bot.story, 'ana', async (person) => person.command('/mw', 'status bot'));
    expect(said).toMatch(/Bots on this store:[^]*version 0[^]*version 0[^]*Work that is due:/);
    await other.kill();
    await asAdmin(`UPDATE replicas SET seen_at = seen_at - 16000`);
    await waitUntil(async () => /NOT HEARD for \d+ seconds/.test((await bot.get('/healthz')).text), {
      what: 'a bot that is named as gone',
    });
    const { overview, self } = JSON.parse((await bot.get('/healthz.json')).text) as {
      overview: { at: number; replicas: { id: string; seenAt: number }[] };
      self: { id: string };
    };
    await waitUntil(
      async () => {
        const text = (await bot.get('/healthz')).text;
        return !/\(this one\): NOT HEARD/.test(text);
      },
      { what: 'this one, heard again' },
    );
    expect(overview.replicas.map(({ id }) => id)).toContain(self.id);
  });

  it('had all this ends in order', async () => {
    expect(await bot.stop()).toBe(0);
  });
});
