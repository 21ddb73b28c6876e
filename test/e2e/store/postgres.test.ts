import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { verifyChainOf } from '../../../src/audit/verify-chain.ts';
import { createAuditCommand } from '../../../src/cli/audit.ts';
import { storeCheck } from '../../../src/cli/store-check.ts';
import { allMigrations } from '../../../src/store/migrations/all-migrations.ts';
import { openStore, type StoreOptions } from '../../../src/store/open-store.ts';
import { migratePostgres } from '../../../src/store/postgres/postgres-migrate.ts';
import { readPostgresAuditChain } from '../../../src/store/postgres/read-postgres-audit-chain.ts';
import { MiddlewatchError } from '../../../src/errors/middlewatch-error.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  alertExample,
  answerExample,
  auditExample,
  incidentExample,
  openIncidentExample,
  requestExample,
  webhookBody,
} from '../../store/support/examples.ts';
import { makeTestDatabase } from '../../store/support/test-database.ts';
import { cleanup } from '../support/cleanup.ts';
import { startPostgres, type Postgres } from '../support/start-postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const parserModule = new URL('../../../src/read-delivery.ts', import.meta.url);
const ends = cleanup();
let postgres: Postgres;

beforeAll(async () => {
  const folder = await temporaryFolder('postgres');
  ends.add(folder.remove);
  postgres = await startPostgres(folder.path);
  ends.add(postgres.stop);
  process.env['MIDDLEWATCH_TEST_DATABASE_URL'] = postgres.url;
});
afterAll(ends.run);

/** One more process' store, as far as the database can tell. */
async function open(databaseUrl: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({ path: '/nowhere', parserModule, databaseUrl, ...options });
  onTestFinished(() => store.close());
  return store;
}

const delivery = () => ({ source: 'alertmanager', receivedAt: 1, body: webhookBody() });

it('is brought up to date once, however many start at the same time', async () => {
  const { url, query } = await makeTestDatabase();
  const stores = await Promise.all(Array.from({ length: 4 }, () => open(url)));
  await Promise.all(stores.map((store) => store.probe()));
  const applied = await query<{ number: number }>('SELECT number FROM migrations ORDER BY number');
  expect(applied.map(({ number }) => number)).toEqual(applied.map((_, index) => index + 1));
});

const futureStep = `INSERT INTO migrations (number, name, applied_at, oldest_beside) VALUES (99, 'future', 1, $1)`;

it('refuses a database that a newer version changed too much, and leaves it alone', async () => {
  const { url, query } = await makeTestDatabase();
  await (await open(url)).close();
  await query(futureStep, [98]);
  await expect(open(url)).rejects.toMatchObject({
    code: 'store-newer',
    message: expect.stringContaining('its schema is 99, for versions that know at least 98'),
  });
});

it('works beside a newer version that only added', async () => {
  const { url, query } = await makeTestDatabase();
  await (await open(url)).close();
  await query('ALTER TABLE due ADD COLUMN colour TEXT');
  await query(futureStep, [4]);
  const store = await open(url);
  await store.markDue([{ kind: 'close', key: 'k' }]);
  expect(await store.claimDue({ owner: 'me', leaseMs: 1_000, limit: 1 })).toHaveLength(1);
});

it('understands what the previous release says to the database', async () => {
  const { url, query } = await makeTestDatabase();
  await (await open(url)).close();
  const file = new URL('../../store/migrations/statements-of-schema-4.json', import.meta.url);
  const statements = JSON.parse(readFileSync(file, 'utf8')) as Record<'both' | 'postgres', string[]>;
  for (const [index, sql] of [...statements.both, ...statements.postgres].entries())
    await query(`PREPARE statement_${index} AS ${sql}`);
});

it('waits with a step that would break a bot that runs, and says which', async () => {
  const { url, query } = await makeTestDatabase();
  const store = await open(url);
  await store.announceReplica({ id: 'a', name: 'bot-a', version: '0.1.0', parts: [] });
  const breaking = {
    number: allMigrations.length + 1,
    name: 'breaking',
    sql: 'ALTER TABLE probe ADD COLUMN by TEXT;',
    sqlite: '',
    postgres: '',
    oldestBeside: allMigrations.length + 1,
  };
  const client = new Client(url);
  onTestFinished(() => client.end());
  await client.connect();
  await expect(migratePostgres(client, [...allMigrations, breaking])).rejects.toMatchObject({
    code: 'store-older-running',
    message: expect.stringContaining('bot-a (0.1.0)'),
  });
  await store.forgetReplica('a');
  await migratePostgres(client, [...allMigrations, breaking]);
  await expect(open(url)).rejects.toMatchObject({ code: 'store-newer' });
  expect(await query('SELECT oldest_beside FROM migrations WHERE number = $1', [breaking.number])).toEqual([
    { oldest_beside: breaking.oldestBeside },
  ]);
});

it('is checked by the command: schema, triggers and audit', async () => {
  const { url, query } = await makeTestDatabase();
  const store = await open(url);
  await store.appendAudit(auditExample());
  const check = async () => {
    let output = '';
    const io = { stdout: (text: string) => (output += text), stderr: () => undefined, env: {} };
    const tools = { storePath: async () => '', databaseUrl: () => url };
    const code = await storeCheck(['--json'], io, tools);
    return { code, ...(JSON.parse(output) as object) };
  };
  expect(await check()).toMatchObject({
    code: 0,
    ok: true,
    engine: 'postgres',
    audit: { records: 1 },
    faults: [],
  });
  await query('DROP TRIGGER audit_no_truncate ON audit');
  await query('ALTER TABLE due DROP COLUMN problem');
  expect(await check()).toMatchObject({
    code: 1,
    faults: [
      { what: 'schema', words: 'the column due.problem is gone' },
      { what: 'schema', words: 'the trigger audit_no_truncate is gone' },
    ],
  });
});

it('says where it looked when nothing answers, and never the password', async () => {
  const refused = open('postgres://bot:hunter2@127.0.0.1:1/middlewatch');
  await expect(refused).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringMatching(/127\.0\.0\.1:1\/middlewatch.*ECONNREFUSED/),
  });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
  await expect(open('bot:hunter2')).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.not.stringContaining('hunter2'),
  });
});

it('is sealed by the command beside bots that write, and goes on from the seal', async () => {
  const { url } = await makeTestDatabase();
  const store = await open(url);
  for (let day = 0; day < 3; day += 1)
    await store.appendAudit(auditExample({ at: Date.parse('2026-03-01T03:00:00Z') + day * 86_400_000 }));
  const folder = await temporaryFolder('seal');
  onTestFinished(folder.remove);
  const out = join(folder.path, 'a.jsonl');
  const audit = async (...argv: string[]) => {
    let output = '';
    const io = {
      stdout: (text: string) => (output += text),
      stderr: (text: string) => (output += text),
      env: { DATABASE_URL: url },
    };
    const nowhere = () => {
      throw new Error('no store was named');
    };
    const openIt = async ({ databaseUrl = '' }: { databaseUrl?: string }) => open(databaseUrl);
    const command = createAuditCommand({ defaultStore: nowhere, storePath: nowhere, openStore: openIt });
    return { code: await command(argv, io), output };
  };
  const writing = Promise.all([1, 2, 3].map(async () => store.appendAudit(auditExample())));
  expect(await audit('seal', '--before', '2026-03-03', '--out', out)).toMatchObject({ code: 0 });
  await writing;
  const rest = await audit('verify', '--json');
  expect(JSON.parse(rest.output.split('\n')[0] ?? '')).toMatchObject({
    ok: true,
    records: 5,
    after: { seq: 2 },
  });
  expect(await audit('verify', out, '--head-file', `${out}.head`)).toMatchObject({ code: 0 });
});

it('refuses in the table itself to change, delete, empty or reorder the audit', async () => {
  const { url, query } = await makeTestDatabase();
  const store = await open(url);
  for (let count = 0; count < 3; count += 1) await store.appendAudit(auditExample());
  await expect(query(`UPDATE audit SET actor = 'U_EVE' WHERE seq = 2`)).rejects.toThrow(/never changed/);
  await expect(query('DELETE FROM audit WHERE seq = 3')).rejects.toThrow(/never deleted/);
  await expect(query('TRUNCATE audit')).rejects.toThrow(/never deleted/);
  const columns = `happened_at, kind, actor, NULL, NULL, NULL, NULL, NULL, data, previous_hash, hash`;
  await expect(query(`INSERT INTO audit SELECT 5, ${columns} FROM audit WHERE seq = 1`)).rejects.toThrow(
    /only appended/,
  );
  expect(await verifyChainOf(readPostgresAuditChain(url), await store.auditHead())).toMatchObject({
    ok: true,
    records: 3,
  });
});

it('keeps one audit chain that several processes append to at once', async () => {
  const { url } = await makeTestDatabase();
  const stores = [await open(url), await open(url)];
  const appends = Array.from({ length: 60 }, (_, index) =>
    stores.map((store, process_) => store.appendAudit(auditExample({ data: { index, process: process_ } }))),
  );
  await Promise.all(appends.flat());
  expect(await verifyChainOf(readPostgresAuditChain(url))).toMatchObject({ ok: true, records: 120 });
});

it('gives each due item to one process, and what a dead one held to another when its lease ends', async () => {
  const { url } = await makeTestDatabase();
  const [one, other] = [await open(url), await open(url)];
  const keys = Array.from({ length: 120 }, (_, index) => `k${index}`);
  await one.markDue(keys.map((key) => ({ kind: 'enrich', key })));
  const claims = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      (index % 2 === 0 ? one : other).claimDue({ owner: `o${index}`, leaseMs: 60_000, limit: 10 }),
    ),
  );
  expect(claims.map(({ length }) => length)).toEqual(claims.map(() => 10));
  expect(new Set(claims.flat().map(({ key }) => key))).toEqual(new Set(keys));

  await one.markDue([{ kind: 'enrich', key: 'held' }]);
  const claim = { leaseMs: 1_000, limit: 1 };
  expect(await one.claimDue({ ...claim, owner: 'dead' })).toMatchObject([{ key: 'held', attempt: 1 }]);
  await one.close();
  expect(await other.claimDue({ ...claim, owner: 'alive' })).toEqual([]);
  await expect
    .poll(() => other.claimDue({ ...claim, owner: 'alive' }), { timeout: 10_000 })
    .toMatchObject([{ key: 'held', attempt: 2 }]);
});

it('lets fifty identical clicks at two processes approve once', async () => {
  const { url } = await makeTestDatabase();
  const stores = [await open(url), await open(url)];
  const incident = await openIncidentExample(stores[0]!);
  const expiresAt = Date.now() + 900_000;
  await stores[0]!.createRequest(requestExample({ incidentId: incident.id, expiresAt }), {});
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      stores[index % 2]!.answerRequest(answerExample({}, { executionId: `x${index}` })),
    ),
  );
  expect(answers.filter(({ outcome }) => outcome === 'executing')).toHaveLength(1);
  expect(answers.filter(({ outcome }) => outcome === 'refused')).toHaveLength(49);
});

it('takes webhooks and reads while a writer of another process hangs; writing fails by its deadline, then goes on', async () => {
  const { url } = await makeTestDatabase();
  const store = await open(url, { deadlineMs: 600 });
  const other = new Client(url);
  onTestFinished(() => other.end());
  await other.connect();
  await other.query('BEGIN; LOCK TABLE counters IN EXCLUSIVE MODE');
  await expect(store.appendAudit(auditExample())).rejects.toMatchObject({ code: 'store-deadline' });
  expect(await store.recordDelivery(delivery())).toMatchObject({ outcome: 'recorded' });
  expect(await store.auditHead()).toMatchObject({ seq: 0 });
  await other.query('ROLLBACK');
  await expect
    .poll(() => store.appendAudit(auditExample()).then(() => 'appended', String), { timeout: 10_000 })
    .toBe('appended');
  expect(await store.auditHead(), 'what was given up did not happen later').toMatchObject({ seq: 1 });
});

it('takes in and applies a payload of ten thousand alerts within the deadline of one operation', async () => {
  const { url } = await makeTestDatabase();
  const store = await open(url);
  const incidents = Array.from({ length: 200 }, (_, index) =>
    incidentExample({ id: `i${index}`, key: `k${index}` }),
  );
  const alerts = Array.from({ length: 10_000 }, (_, index) => ({
    ...alertExample({ fingerprint: `f${index}` }),
    incidentId: `i${index % incidents.length}`,
  }));
  const recorded = await store.recordDelivery(delivery());
  if (recorded.outcome !== 'recorded') throw new Error(recorded.message);
  const decision = {
    alerts,
    opened: incidents,
    changed: [],
    messages: incidents.map(({ id, channel }) => ({
      id: `card/${id}`,
      kind: 'card' as const,
      channel,
      incidentId: id,
    })),
  };
  expect(await store.applyIntake(recorded.deliveryId, decision)).toBe('written');
  expect((await store.loadIncident('i7'))?.alerts).toHaveLength(50);
});

it('keeps what it acknowledged when the server is killed, says that it is gone, and goes on by itself', async () => {
  // Its schema cannot be dropped afterwards by a connection that dies here, and need not: the server is this file's own.
  const { url } = await makeTestDatabase();
  const store = await open(url);
  let acknowledged = 0;
  let running = true;
  const writing = Array.from({ length: 8 }, async () => {
    while (running) {
      await store.recordDelivery(delivery()).then(
        () => (acknowledged += 1),
        () => (running = false),
      );
    }
  });
  await expect.poll(() => acknowledged, { timeout: 20_000 }).toBeGreaterThan(100);
  await postgres.kill();
  await Promise.all(writing);
  // The process of a connection outlives the server until it waits for its client, and commits until then.
  const probed = async (): Promise<string> =>
    store.probe().then(
      () => 'fine',
      (error: unknown) => (error instanceof MiddlewatchError ? error.code : String(error)),
    );
  await expect.poll(probed, { timeout: 20_000 }).toBe('store-unavailable');
  await postgres.start();
  await expect.poll(probed, { timeout: 20_000 }).toBe('fine');
  const { deliveries, dueItems } = await store.counts();
  expect(deliveries).toBeGreaterThanOrEqual(acknowledged);
  // At most those whose answer was lost on the way, one a writer.
  expect(deliveries).toBeLessThanOrEqual(acknowledged + 8);
  expect(dueItems).toBe(deliveries);
});
