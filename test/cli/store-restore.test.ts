import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { createStoreCommand } from '../../src/cli/store.ts';
import { readAuditChain } from '../../src/store/read-audit-chain.ts';
import { auditExample, openIncidentExample, requestExample } from '../store/support/examples.ts';
import { openSqliteEngine, openTestStore, temporaryFolder } from '../store/support/test-store.ts';

async function run(argv: readonly string[], databaseUrl?: string) {
  let output = '';
  let problem = '';
  const command = createStoreCommand(() => ({
    storePath: async (file) => `${file}.db`,
    databaseUrl: () => databaseUrl,
  }));
  const io = {
    stdout: (text: string) => (output += text),
    stderr: (text: string) => (problem += text),
    env: {},
  };
  const code = await command(argv, io);
  return { code, output, problem };
}

/** A store with so many audit records, closed, and the path of its backup. */
async function backedUp(records: number): Promise<{ path: string; backup: string }> {
  const { store, path } = openSqliteEngine();
  for (let count = 0; count < records; count += 1) await store.appendAudit(auditExample());
  await store.close();
  const backup = join(temporaryFolder(), 'backup.db');
  expect((await run(['backup', backup, '--store', path])).code).toBe(0);
  return { path, backup };
}

const records = (path: string) => verifyChain(readAuditChain(path));

test('a backup takes the place of the store, which is kept aside; the chain goes on and says so', async () => {
  const { path, backup } = await backedUp(3);
  const before = await openTestStore({ path });
  await before.store.appendAudit(auditExample());
  await before.store.close();

  const { code, output } = await run(['restore', backup, '--store', path]);
  expect(code).toBe(0);
  const aside = /kept as (\S+)/.exec(output)?.[1] ?? '';
  expect(aside).toMatch(/middlewatch\.db\.replaced-\d{8}T\d{9}Z$/);
  expect(records(aside)).toMatchObject({ ok: true, records: 4 });
  expect(output).toMatch(/checked, 3 audit records up to 3:[0-9a-f]{64}/);
  expect(output).toMatch(/What happened since 20\d\d-.* is unknown to it/);
  expect(records(path)).toMatchObject({ ok: true, records: 4 });
  expect(statSync(path).mode & 0o077, 'only for its owner').toBe(0);
  expect(readdirSync(join(path, '..')).filter((name) => /restor/.test(name))).toEqual([]);

  const { store } = await openTestStore({ path });
  expect(await store.listAudit({ limit: 1 })).toMatchObject([
    { seq: 4, kind: 'restored', actor: 'middlewatch', data: { from: 'backup.db' } },
  ]);
});

test('what the lost log of a killed bot holds goes aside with its store', async () => {
  const { path, backup } = await backedUp(1);
  const { store } = await openTestStore({ path });
  await store.appendAudit(auditExample());
  // As a kill leaves it: the newest commit stands in the log only.
  const killed = join(temporaryFolder(), 'killed.db');
  for (const end of ['', '-wal', '-shm']) copyFileSync(`${path}${end}`, `${killed}${end}`);
  await store.close();
  const { output } = await run(['restore', backup, '--store', killed]);
  const aside = /kept as (\S+)/.exec(output)?.[1] ?? '';
  expect(records(aside)).toMatchObject({ ok: true, records: 2 });
  expect(existsSync(`${killed}-wal`)).toBe(false);
  expect(existsSync(`${killed}-shm`)).toBe(false);
  expect(records(killed)).toMatchObject({ ok: true, records: 2, head: { seq: 2 } });
});

test('while a bot runs it is refused, and nothing changes', async () => {
  const { path, backup } = await backedUp(1);
  const { store } = await openTestStore({ path });
  await expect(run(['restore', backup, '--store', path])).rejects.toMatchObject({ code: 'store-locked' });
  await store.probe();
  expect(readdirSync(join(path, '..')).filter((name) => /restor|replaced/.test(name))).toEqual([]);
});

test.each([
  [
    'a damaged page',
    /integrity|damaged/,
    (path: string) => {
      const size = statSync(path).size;
      const bytes = Buffer.alloc(size - 4096 * 3, 0xff);
      const database = new DatabaseSync(path);
      database.close();
      writeFileSync(path, bytes, { flag: 'r+' });
    },
  ],
  [
    'an audit record that was changed',
    /audit: record 2 does not hold/,
    (path: string) =>
      alter(path, `DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'U_EVE' WHERE seq = 2`),
  ],
  [
    'a trigger that is gone',
    /schema: the trigger audit_no_delete is gone/,
    (path: string) => alter(path, 'DROP TRIGGER audit_no_delete'),
  ],
  [
    'a column that is gone',
    /schema: the column due\.problem is gone/,
    (path: string) => alter(path, 'ALTER TABLE due DROP COLUMN problem'),
  ],
  [
    'rows that belong to nothing',
    /foreign-keys: 1 rows of timeline belong to none of incidents/,
    (path: string) => alter(path, `INSERT INTO timeline VALUES ('none', 1, 1, 'note', 'words', NULL)`),
  ],
  [
    'a schema of a version to come',
    /schema: The store was written by a newer Middlewatch/,
    (path: string) => alter(path, `INSERT INTO migrations VALUES (99, 'future', 1, 98)`),
  ],
])('a backup with %s replaces nothing', async (_, words, spoil) => {
  const { path, backup } = await backedUp(3);
  chmodSync(backup, 0o600);
  spoil(backup);
  const before = statSync(path);
  const { code, output, problem } = await run(['restore', backup, '--store', path]);
  expect({ code, output }).toEqual({ code: 1, output: '' });
  expect(problem).toMatch(words);
  expect(problem).toMatch(/nothing was replaced[^]*Take an older backup/);
  expect(statSync(path)).toMatchObject({ ino: before.ino, size: before.size, mtimeMs: before.mtimeMs });
  expect(readdirSync(join(path, '..')).filter((name) => /restor|replaced/.test(name))).toEqual([]);
});

function alter(path: string, sql: string): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec(sql);
  database.close();
}

test.each(['before anything moved', 'after the log', 'after the store'])(
  'killed in the middle (%s), the next start of the bot ends the restore',
  async (instant) => {
    const { path, backup } = await backedUp(2);
    const { store } = await openTestStore({ path });
    for (let count = 0; count < 3; count += 1) await store.appendAudit(auditExample());
    const killed = join(temporaryFolder(), 'killed.db');
    for (const end of ['', '-wal', '-shm']) copyFileSync(`${path}${end}`, `${killed}${end}`);
    await store.close();
    copyFileSync(backup, `${killed}.restored`);
    const name = new Date(statSync(`${killed}.restored`).mtimeMs).toISOString().replace(/[-:.]/g, '');
    const aside = `${killed}.replaced-${name}`;
    if (instant !== 'before anything moved') renameSync(`${killed}-wal`, `${aside}-wal`);
    if (instant === 'after the store') renameSync(killed, aside);

    const after = await openTestStore({ path: killed });
    expect(await after.store.auditHead()).toMatchObject({ seq: 2 });
    expect(records(aside)).toMatchObject({ ok: true, records: 5 });
    expect(existsSync(`${killed}.restored`)).toBe(false);
  },
);

test('a restored store looks before it acts: calls, posts and messages may have gone on since', async () => {
  const { store, path } = openSqliteEngine();
  const incident = await openIncidentExample(store);
  await store.createRequest(requestExample({ incidentId: incident.id }), {
    messages: [{ id: 'plan/r1', kind: 'plan', channel: 'C1', incidentId: incident.id }],
  });
  const messages = await store.listMessages({ incidentId: incident.id });
  await store.recordShown(messages[0]!.id, { channel: 'C1', ts: '1.1', hash: 'h' });
  await store.close();
  alter(
    path,
    `UPDATE requests SET state = 'executing'; INSERT INTO executions (id, request_id, started_at) SELECT 'x1', id, 5 FROM requests`,
  );
  const backup = join(temporaryFolder(), 'backup.db');
  await run(['backup', backup, '--store', path]);
  await run(['restore', backup, '--store', path]);

  const after = await openTestStore({ path });
  const [request] = await after.store.listRequests({ limit: 1 });
  expect(await after.store.beginCall(request!.id, 9)).toMatchObject({ begun: 'again' });
  const restored = await after.store.listMessages({ incidentId: incident.id });
  expect(restored.filter(({ state }) => state === 'wanted')).toEqual([]);
  const plan = restored.find(({ id }) => id === 'plan/r1');
  expect(plan).toMatchObject({ state: 'posting' });
  expect(await after.store.beginPosting('plan/r1', 9)).toBe('again');
  const shown = restored.find(({ state }) => state === 'shown');
  expect(shown?.shownHash, 'it is edited once more').toBeUndefined();
  const due = await after.store.claimDue({ owner: 'me', leaseMs: 1, limit: 50, kinds: ['publish'] });
  expect(due.map(({ key }) => key)).toContain(shown?.id);
});

test('where no store was, there is one afterwards', async () => {
  const { backup } = await backedUp(1);
  const path = join(temporaryFolder(), 'deep', 'new.db');
  const { code, output } = await run(['restore', backup, '--store', path]);
  expect({ code, output }).toMatchObject({
    code: 0,
    output: expect.stringContaining('No store was there before'),
  });
  expect(records(path)).toMatchObject({ ok: true, records: 2 });
});

test('what is no backup is refused in words', async () => {
  const { path, backup } = await backedUp(1);
  const folder = temporaryFolder();
  const text = join(folder, 'text');
  writeFileSync(text, 'This is not a database, and quite long. '.repeat(200));
  expect(await run(['restore', text, '--store', path])).toMatchObject({
    code: 1,
    problem: expect.stringMatching(/has faults, nothing was replaced:\n {2}integrity: The store is damaged/),
  });
  const other = join(folder, 'other.db');
  const database = new DatabaseSync(other);
  database.exec('CREATE TABLE cats (id INTEGER)');
  database.close();
  await expect(run(['restore', other, '--store', path])).rejects.toThrow(/is no store of Middlewatch/);
  await expect(run(['restore', join(folder, 'none'), '--store', path])).rejects.toThrow(/there is no file/);
  await expect(run(['restore', folder, '--store', path])).rejects.toThrow(/is no file/);
  await expect(run(['restore', path, '--store', path])).rejects.toThrow(/is the store itself/);
  writeFileSync(`${backup}-wal`, 'commits');
  await expect(run(['restore', backup, '--store', path])).rejects.toThrow(/is a store in use.*store backup/);
});

test('the command line: one file, one store, and no PostgreSQL', async () => {
  await expect(run([])).rejects.toThrow('store needs a part: backup, restore, check');
  await expect(run(['restor'])).rejects.toThrow('store has no part "restor"; did you mean restore?');
  await expect(run(['restore'])).rejects.toThrow(/one FILE/);
  await expect(run(['restore', 'a'])).rejects.toThrow(/either --config FILE or --store PATH/);
  await expect(run(['restore', 'a', '--config', 'c'], 'postgres://127.0.0.1/x')).rejects.toThrow(
    /pg_restore, all bots stopped/,
  );
});
