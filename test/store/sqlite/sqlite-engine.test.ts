import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MiddlewatchError } from '../../../src/errors/middlewatch-error.ts';
import type { Job, Outcome } from '../../../src/store/job.ts';
import { SqliteEngine } from '../../../src/store/sqlite/sqlite-engine.ts';
import { Conflict } from '../../../src/store/transaction.ts';
import { temporaryFolder } from '../support/test-store.ts';

function openEngine(groupMs = 60_000): SqliteEngine {
  const engine = new SqliteEngine(join(temporaryFolder(), 'middlewatch.db'), () => 1_000, { groupMs });
  onTestFinished(() => engine.close());
  return engine;
}

const sql = (text: string): Job => ({
  run: (transaction) => transaction.query(text),
  expired: () => false,
});
const write = (name: string): Job => sql(`INSERT INTO counters (name, value) VALUES ('${name}', 1)`);

async function namesIn(engine: SqliteEngine): Promise<unknown> {
  const [outcome] = await engine.runGroup([
    sql(`SELECT name FROM counters WHERE name <> 'due' ORDER BY name`),
  ]);
  return outcome !== undefined && 'value' in outcome
    ? (outcome.value as { name: string }[]).map(({ name }) => name)
    : outcome?.error;
}

const codes = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) =>
    'error' in outcome
      ? outcome.error instanceof MiddlewatchError
        ? outcome.error.code
        : outcome.error.message
      : 'done',
  );

test('operations of a group share a commit; each is all or nothing for itself', async () => {
  const engine = openEngine();
  const halfway: Job = {
    run: async (transaction) => {
      await transaction.query(`INSERT INTO counters (name, value) VALUES ('half', 1)`);
      throw new Error('changed its mind');
    },
    expired: () => false,
  };
  const outcomes = await engine.runGroup([write('a'), halfway, write('b'), sql('SELECT nonsense')]);
  expect(codes(outcomes)).toEqual(['done', 'changed its mind', 'done', expect.stringContaining('nonsense')]);
  expect(await namesIn(engine)).toEqual(['a', 'b']);
});

test('a conflict rolls its operation back and is an answer', async () => {
  const engine = openEngine();
  const conflict: Job = {
    run: async (transaction) => {
      await transaction.query(`INSERT INTO counters (name, value) VALUES ('half', 1)`);
      throw new Conflict('somebody was there first');
    },
    expired: () => false,
  };
  expect(await engine.runGroup([conflict])).toEqual([{ value: 'conflict' }]);
  expect(await namesIn(engine)).toEqual([]);
});

test('an operation whose caller gave up does not happen, before its turn or during it', async () => {
  const engine = openEngine();
  let asked = 0;
  const during: Job = { ...write('during'), expired: () => (asked += 1) > 1 };
  const before: Job = { ...write('before'), expired: () => true };
  expect(codes(await engine.runGroup([before, during, write('a')]))).toEqual([
    'store-deadline',
    'store-deadline',
    'done',
  ]);
  expect(await namesIn(engine)).toEqual(['a']);
});

test('a group that takes long is committed and the rest waits for the next', async () => {
  const engine = openEngine(20);
  const slow: Job = {
    run: async () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30),
    expired: () => false,
  };
  expect(await engine.runGroup([slow, write('a')])).toHaveLength(1);
  expect(await namesIn(engine)).toEqual([]);
});

test('groups that are started together run one after the other', async () => {
  const engine = openEngine();
  const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => engine.runGroup([write(name)])));
  expect(outcomes.flatMap(codes)).toEqual(['done', 'done', 'done']);
});

test('a full disk fails the whole group as unavailable; once there is room it goes on', async () => {
  const engine = openEngine();
  const fill = sql(`INSERT INTO inputs (id, deduplication_key, received_at, input)
    SELECT 'i', 'k', 1, hex(zeroblob(500000))`);
  await engine.runGroup([sql('PRAGMA max_page_count = 70')]);
  const outcomes = await engine.runGroup([write('a'), fill, write('b')]);
  expect(codes(outcomes)).toEqual(['store-unavailable', 'store-unavailable', 'store-unavailable']);
  expect('error' in outcomes[0]! && outcomes[0].error.message).toMatch(/the disk is full/);
  expect(await namesIn(engine)).toEqual([]);
  await engine.runGroup([sql('PRAGMA max_page_count = 4294967294')]);
  expect(codes(await engine.runGroup([write('a'), fill]))).toEqual(['done', 'done']);
  expect(await namesIn(engine)).toEqual(['a']);
});

test('a connection that became read-only is replaced by a new one', async () => {
  const engine = openEngine();
  await engine.runGroup([sql('PRAGMA query_only = ON')]);
  expect(codes(await engine.runGroup([write('a')]))).toEqual(['store-unavailable']);
  expect(codes(await engine.runGroup([write('a')]))).toEqual(['done']);
});

test('a file that is moved away or deleted is missed at once; once it is back it is used again', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'middlewatch.db');
  const engine = new SqliteEngine(path, () => 1_000, { groupMs: 60_000 });
  onTestFinished(() => engine.close());
  await engine.runGroup([write('a')]);
  renameSync(path, join(folder, 'elsewhere.db'));
  for (const name of ['b', 'c']) {
    const [outcome] = await engine.runGroup([write(name)]);
    expect(outcome).toMatchObject({
      error: { code: 'store-unavailable', message: expect.stringContaining('is gone: put it back') },
    });
  }
  expect(existsSync(path), 'no empty store in its place').toBe(false);
  renameSync(join(folder, 'elsewhere.db'), path);
  expect(codes(await engine.runGroup([write('d')]))).toEqual(['done']);
  expect(await namesIn(engine)).toEqual(['a', 'd']);
});

test('all statements of one operation see one time', async () => {
  let now = 1_000;
  const engine = new SqliteEngine(join(temporaryFolder(), 'middlewatch.db'), () => (now += 1));
  const times: Job = {
    run: async (transaction) => {
      const [first] = await transaction.query<{ t: number }>('SELECT now_ms() AS t');
      const [second] = await transaction.query<{ t: number }>('SELECT now_ms() AS t');
      return [first?.t === second?.t, typeof first?.t];
    },
    expired: () => false,
  };
  expect(await engine.runGroup([times])).toEqual([{ value: [true, 'number'] }]);
  engine.close();
});
