import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { auditExample, webhookBody } from './support/examples.ts';
import { openTestStore, temporaryFolder } from './support/test-store.ts';

const parserModule = new URL('./support/stubborn-parser.ts', import.meta.url);

function body(text: string): Parameters<Awaited<ReturnType<typeof openStore>>['recordDelivery']>[0] {
  return { source: 'test', receivedAt: 1, body: new TextEncoder().encode(text) };
}

test('what was committed is there after closing and opening again; only the owner can read it', async () => {
  const path = join(temporaryFolder(), 'deep', 'er', 'middlewatch.db');
  const first = await openTestStore({ path });
  await first.store.appendAudit(auditExample());
  await first.store.close();
  await first.store.close();
  await expect(first.store.probe()).rejects.toMatchObject({ code: 'store-unavailable' });
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(existsSync(`${path}-wal`), 'closing leaves one file').toBe(false);
  const second = await openTestStore({ path });
  expect(await second.store.auditHead()).toMatchObject({ seq: 1 });
});

test('what a dead process had taken is due at once after opening again: the lock proves that it is dead', async () => {
  const { store, path, clock } = await openTestStore();
  const claim = { owner: 'first', leaseMs: 60_000, limit: 10 };
  await store.markDue([{ kind: 'execute', key: 'r1' }]);
  expect(await store.claimDue(claim)).toHaveLength(1);
  // Marked again while it was worked on: the dead one would have looked at it before its lease ended.
  await store.markDue([{ kind: 'execute', key: 'r1', inMs: 30_000 }]);
  await store.markDue([{ kind: 'close', key: 'later', inMs: 10_000 }]);
  await store.close();

  const second = await openTestStore({ path, clock });
  expect(await second.store.nextDueInMs()).toBe(0);
  expect(await second.store.claimDue({ ...claim, owner: 'second' })).toMatchObject([
    { kind: 'execute', key: 'r1', attempt: 2 },
  ]);
  expect(await second.store.nextDueInMs(), 'what was not taken keeps its time').toBe(10_000);
});

test('a thread that starts again leaves the leases alone: their owner lives', async () => {
  const { store } = await openTestStore({ parserModule });
  await store.markDue([{ kind: 'execute', key: 'r1' }]);
  await store.claimDue({ owner: 'me', leaseMs: 60_000, limit: 1 });
  await expect(store.recordDelivery(body('crash'))).rejects.toThrow();
  await expect.poll(() => store.nextDueInMs().catch(() => undefined), { timeout: 15_000 }).toBe(60_000);
});

test('every commit is fsynced: write-ahead log, synchronous FULL, foreign keys', async () => {
  const { openSqlite } = await import('../../src/store/sqlite/open-sqlite.ts');
  const database = openSqlite(join(temporaryFolder(), 'x.db'), () => 5);
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
  database.close();
});

test('a body is moved to the thread; a part of a larger buffer is copied and the buffer stays', async () => {
  const { store } = await openTestStore();
  const whole = webhookBody();
  expect(await store.recordDelivery({ source: 'a', receivedAt: 1, body: whole })).toMatchObject({
    outcome: 'recorded',
  });
  expect(whole.byteLength).toBe(0);
  const large = new Uint8Array(10_000);
  const bytes = webhookBody();
  large.set(bytes, 100);
  const part = large.subarray(100, 100 + bytes.byteLength);
  expect(await store.recordDelivery({ source: 'a', receivedAt: 1, body: part })).toMatchObject({
    outcome: 'recorded',
  });
  expect(large.byteLength).toBe(10_000);
});

test('a second store on the same file is refused in words, also in the same process', async () => {
  const { path } = await openTestStore();
  const second = openStore({ path, parserModule });
  await expect(second).rejects.toMatchObject({ code: 'store-locked', retryable: false });
  await expect(second).rejects.toThrow(/Another Middlewatch uses this store: .*middlewatch\.db/);
});

/** A step of a version to come. */
async function addFutureStep(oldestBeside: number): Promise<string> {
  const { path, store } = await openTestStore();
  await store.close();
  const database = new DatabaseSync(path);
  database.exec('ALTER TABLE due ADD COLUMN colour TEXT');
  database
    .prepare(`INSERT INTO migrations (number, name, applied_at, oldest_beside) VALUES (99, 'future', 1, $1)`)
    .run({ $1: oldestBeside });
  database.close();
  return path;
}

test('a store that a newer version changed too much is refused and left alone', async () => {
  const path = await addFutureStep(98);
  await expect(openStore({ path, parserModule })).rejects.toMatchObject({
    code: 'store-newer',
    message: expect.stringContaining('its schema is 99, for versions that know at least 98'),
  });
});

test('a store to which a newer version only added works for this one', async () => {
  const path = await addFutureStep(4);
  const { store } = await openTestStore({ path });
  await store.markDue([{ kind: 'close', key: 'k' }]);
  expect(await store.claimDue({ owner: 'me', leaseMs: 1_000, limit: 1 })).toHaveLength(1);
  expect(await store.readOverview()).toMatchObject({ schema: 99 });
});

test.each([
  [
    'no database',
    'store-damaged',
    (path: string) => writeFileSync(path, 'This is not a database, and quite long. '.repeat(50)),
  ],
  ['a folder', 'store-unavailable', (path: string) => mkdirSync(path)],
])('a path that holds %s is refused in words', async (_, code, spoil) => {
  const path = join(temporaryFolder(), 'middlewatch.db');
  spoil(path);
  await expect(openStore({ path, parserModule })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(path),
  });
});

test('a damaged file is refused at start', async () => {
  const { path, store } = await openTestStore();
  for (let count = 0; count < 200; count += 1) await store.appendAudit(auditExample());
  await store.close();
  const { openSync, writeSync, closeSync } = await import('node:fs');
  const pages = statSync(path).size / 4096;
  const file = openSync(path, 'r+');
  for (let page = 2; page < pages; page += 1) writeSync(file, Buffer.alloc(200, 0xff), 0, 200, page * 4096);
  closeSync(file);
  await expect(openStore({ path, parserModule })).rejects.toMatchObject({
    code: 'store-damaged',
    message: expect.stringContaining('damaged'),
    remedy: expect.stringContaining('middlewatch store restore FILE'),
  });
});

test('a parser module that is not there is an error at start', async () => {
  const missing = new URL('./support/no-such-parser.ts', import.meta.url);
  const path = join(temporaryFolder(), 'middlewatch.db');
  await expect(openStore({ path, parserModule: missing })).rejects.toThrow(/no-such-parser/);
});

/** A body that blocks the store's thread until it is released. */
function blocking(): { delivery: ReturnType<typeof body>; begun: () => boolean; release: () => void } {
  const file = join(temporaryFolder(), 'go-on');
  return {
    delivery: body(`wait ${file}`),
    begun: () => existsSync(`${file}.begun`),
    release: () => writeFileSync(file, ''),
  };
}

test('a call that takes too long fails by its deadline, did not happen, and the store goes on', async () => {
  const { store } = await openTestStore({ parserModule, deadlineMs: 500 });
  const { delivery, release } = blocking();
  const slow = store.recordDelivery(delivery);
  const behind = store.appendAudit(auditExample());
  await expect(slow).rejects.toMatchObject({ code: 'store-deadline', retryable: true });
  await expect(behind).rejects.toMatchObject({ code: 'store-deadline' });
  release();
  const state = async () => ({ ...(await store.counts()), ...(await store.auditHead()) });
  await expect
    .poll(() => state().catch(() => undefined), { timeout: 15_000 })
    .toMatchObject({ deliveries: 0, seq: 0 });
});

test('intake of a large delivery may take longer than any other call', async () => {
  const file = join(temporaryFolder(), 'go-on');
  const intake = { module: parserModule, rules: file };
  const { store } = await openTestStore({ parserModule, deadlineMs: 500, intake });
  const taken = store.takeDelivery('delivery-1');
  await expect(store.probe()).rejects.toMatchObject({ code: 'store-deadline' });
  writeFileSync(file, '');
  expect(await taken).toEqual({ opened: [], changed: [] });
});

test('when too many calls wait, the next is refused at once; room comes back with the answers', async () => {
  const { store } = await openTestStore({ parserModule, maxPending: 3 });
  const { delivery, release } = blocking();
  const waiting = [store.recordDelivery(delivery), store.probe(), store.probe()];
  await expect(store.probe()).rejects.toMatchObject({ code: 'store-unavailable' });
  release();
  await Promise.all(waiting);
  await store.probe();
});

test('calls that were given up still take room, until the thread is done with them', async () => {
  const { store } = await openTestStore({ parserModule, maxPending: 2, deadlineMs: 500 });
  const { delivery, begun, release } = blocking();
  // On a busy machine the thread comes to them after their deadline: then it is done with them at once, and blocks nothing.
  let waiting: readonly PromiseSettledResult<unknown>[];
  do waiting = await Promise.allSettled([store.recordDelivery(delivery), store.probe()]);
  while (!begun());
  expect(waiting).toMatchObject([
    { reason: { code: 'store-deadline' } },
    { reason: { code: 'store-deadline' } },
  ]);
  await expect(store.probe()).rejects.toMatchObject({ code: 'store-unavailable' });
  release();
  await expect
    .poll(
      () =>
        store.probe().then(
          () => 'done',
          () => 'refused',
        ),
      { timeout: 15_000 },
    )
    .toBe('done');
});

test('the bodies that wait have a limit in bytes', async () => {
  const { store } = await openTestStore({ parserModule, maxPendingBytes: 1_000 });
  const { delivery, release } = blocking();
  const first = store.recordDelivery(delivery);
  await expect(store.recordDelivery(body('x'.repeat(1_000)))).rejects.toMatchObject({
    code: 'store-unavailable',
  });
  release();
  await first;
  expect(await store.recordDelivery(body('x'.repeat(1_000)))).toMatchObject({ outcome: 'recorded' });
});

test('a crash of the thread fails what was running, and the store opens again by itself', async () => {
  const problems: Error[] = [];
  const { store } = await openTestStore({ parserModule, onProblem: (problem) => problems.push(problem) });
  await store.appendAudit(auditExample());
  const running = [store.recordDelivery(body('crash')), store.probe()];
  for (const call of running) await expect(call).rejects.toMatchObject({ code: 'store-unavailable' });
  expect(problems).toHaveLength(1);
  await expect
    .poll(() => store.auditHead().catch(() => undefined), { timeout: 15_000 })
    .toMatchObject({ seq: 1 });
  await store.probe();
});

test('a store that is just opening again can be closed', async () => {
  const { store, path } = await openTestStore({ parserModule });
  await expect(store.recordDelivery(body('crash'))).rejects.toThrow();
  await store.close();
  const again = await openTestStore({ path });
  await again.store.probe();
});

test('an error inside an operation reaches its caller and nobody else', async () => {
  const { store } = await openTestStore({ parserModule });
  const [broken, fine] = await Promise.allSettled([
    store.recordDelivery(body('throw')),
    store.recordDelivery(body('fine')),
  ]);
  expect(broken).toMatchObject({ status: 'rejected', reason: { message: 'the reader is broken' } });
  expect(fine.status).toBe('fulfilled');
  expect(await store.counts()).toMatchObject({ deliveries: 1 });
  await expect(store.markDue([{ kind: 'close', key: (() => 1) as unknown as string }])).rejects.toThrow(
    /clone/,
  );
});

test('closing answers what was called before', async () => {
  const { store } = await openTestStore();
  const calls = Array.from({ length: 200 }, () => store.probe());
  await Promise.all([store.close(), ...calls]);
});

test('while another program holds the file, calls fail as unavailable; once it lets go they succeed', async () => {
  const { store, path } = await openTestStore();
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  await expect(store.probe()).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringContaining('another program holds a lock'),
  });
  other.exec('ROLLBACK');
  other.close();
  await store.probe();
});

test('a folder that cannot be made is refused in words', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  chmodSync(folder, 0o700);
  await expect(openStore({ path: join(folder, 'file', 'x.db'), parserModule })).rejects.toMatchObject({
    code: 'store-unavailable',
  });
});
