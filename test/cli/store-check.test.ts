import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { storeCheck } from '../../src/cli/store-check.ts';
import { allMigrations } from '../../src/store/migrations/all-migrations.ts';
import { auditExample } from '../store/support/examples.ts';
import { openTestStore, temporaryFolder } from '../store/support/test-store.ts';

async function check(argv: readonly string[]) {
  let output = '';
  let problem = '';
  const io = {
    stdout: (text: string) => (output += text),
    stderr: (text: string) => (problem += text),
    env: {},
  };
  const tools = { storePath: async (file: string) => `${file}.db`, databaseUrl: () => undefined };
  const code = await storeCheck(argv, io, tools);
  return { code, output, problem };
}

test('a store that holds, beside its running bot: in words and as JSON', async () => {
  const { store, path } = await openTestStore();
  await store.appendAudit(auditExample());
  const words = await check(['--store', path]);
  expect(words).toMatchObject({ code: 0, problem: '' });
  expect(words.output).toMatch(
    /pages, indexes, references and schema hold; it holds 1 audit record up to 1:[0-9a-f]{64}, an unbroken chain\./,
  );
  const data = await check(['--store', path, '--json']);
  expect(data.code).toBe(0);
  const known = allMigrations.length;
  expect(JSON.parse(data.output)).toEqual({
    ok: true,
    store: path,
    engine: 'sqlite',
    bytes: expect.any(Number),
    schema: { number: known, known },
    audit: { ok: true, records: 1, head: { seq: 1, hash: expect.any(String) } },
    faults: [],
  });
  await store.probe();
});

test('what does not hold is named, with the next step', async () => {
  const { store, path } = await openTestStore();
  for (let count = 0; count < 2; count += 1) await store.appendAudit(auditExample());
  await store.close();
  const database = new DatabaseSync(path);
  database.exec(`DROP TRIGGER audit_no_update; UPDATE audit SET data = '{}' WHERE seq = 1`);
  database.close();
  const words = await check(['--store', path]);
  expect(words).toMatchObject({ code: 1, output: '' });
  expect(words.problem).toMatch(
    /has faults:\n {2}schema: the trigger audit_no_update is gone\n {2}audit: record 1 does not hold: .*\nStop the bot and restore the newest backup: middlewatch store restore FILE/,
  );
  const data = JSON.parse((await check(['--store', path, '--json'])).output) as { ok: boolean };
  expect(data).toMatchObject({
    ok: false,
    audit: { ok: false },
    faults: [{ what: 'schema' }, { what: 'audit' }],
  });
});

test('no store, and wrong use', async () => {
  await expect(check(['--store', join(temporaryFolder(), 'none.db')])).rejects.toThrow(/there is no file/);
  await expect(check(['more', '--store', 'x'])).rejects.toThrow(/one word too many/);
  await expect(check([])).rejects.toThrow(/either --config FILE or --store PATH/);
});

test('of a damaged file what is damaged is named, and the rest is looked at all the same', async () => {
  const { store, path } = await openTestStore();
  await store.appendAudit(auditExample());
  await store.close();
  const database = new DatabaseSync(path);
  const tables = ['probe', 'watchdogs'];
  const roots = database
    .prepare(`SELECT rootpage FROM sqlite_schema WHERE name IN ('probe', 'watchdogs')`)
    .all()
    .map(({ rootpage }) => Number(rootpage));
  database.close();
  const file = openSync(path, 'r+');
  for (const page of roots) writeSync(file, Buffer.alloc(300, 0xff), 0, 300, (page - 1) * 4096);
  closeSync(file);
  const { code, output } = await check(['--store', path, '--json']);
  expect(code).toBe(1);
  const { faults, audit, schema } = JSON.parse(output) as {
    faults: { what: string; words: string }[];
    audit: object;
    schema: object;
  };
  expect(faults).toEqual(
    tables.map((table) => ({ what: 'integrity', words: `the table ${table} cannot be read` })),
  );
  expect(audit).toMatchObject({ ok: true, records: 1 });
  expect(schema).toEqual({ number: allMigrations.length, known: allMigrations.length });
});
