import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { createAuditCommand } from '../../src/cli/audit.ts';
import { WrongUse } from '../../src/cli/read-options.ts';
import type { AuditRecord } from '../../src/model/audit-record.ts';
import { readAuditChain } from '../../src/store/read-audit-chain.ts';
import type { Store } from '../../src/store/store.ts';
import { auditExample } from '../store/support/examples.ts';
import { openSqliteEngine, startTime, temporaryFolder } from '../store/support/test-store.ts';

const day = 24 * 60 * 60_000;

async function audit(argv: readonly string[], env: Record<string, string> = {}) {
  const output = { stdout: '', stderr: '' };
  const io = {
    stdout: (text: string) => (output.stdout += text),
    stderr: (text: string) => (output.stderr += text),
    env,
  };
  const nowhere = () => {
    throw new WrongUse('no store was named');
  };
  const openStore = async ({ path }: { path: string }): Promise<Store> => openSqliteEngine(path).store;
  const code = await createAuditCommand({ defaultStore: nowhere, storePath: nowhere, openStore })(argv, io);
  return { code, ...output };
}

/** One record on each of these days, the store closed as when the bot is stopped. */
async function days(
  count: number,
  numbers: readonly number[] = Array.from({ length: count }, (_, day) => day),
) {
  const { store, path } = openSqliteEngine();
  for (const number of numbers) await store.appendAudit(auditExample({ at: startTime + number * day }));
  await store.close();
  const folder = temporaryFolder();
  return { path, file: (name: string) => join(folder, name) };
}
const dayNumber = (number: number): string => new Date(startTime + number * day).toISOString().slice(0, 10);
const recordsOf = (path: string) => Array.from(readAuditChain(path)) as AuditRecord[];

test('old records become a file that proves itself, the store goes on from it, and both fit together', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { path, file } = await days(6);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileSync(file('public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  const signed = { MIDDLEWATCH_AUDIT_KEY: pem };

  const first = await audit(
    ['seal', '--before', dayNumber(2), '--out', file('a.jsonl'), '--store', path],
    signed,
  );
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('records 1 to 2, checked') });
  expect(recordsOf(path).map(({ seq, kind }) => [seq, kind])).toEqual([
    [3, 'asked'],
    [4, 'asked'],
    [5, 'asked'],
    [6, 'asked'],
    [7, 'sealed'],
  ]);
  const head = readFileSync(file('a.jsonl.head'), 'utf8');
  expect(recordsOf(path).at(-1)?.data).toMatchObject({
    from: 1,
    file: 'a.jsonl',
    signedHead: head.trim(),
    sealed: { seq: 2 },
  });
  const proven = ['--head-file', file('a.jsonl.head'), '--public-key', file('public.pem')];
  expect(await audit(['verify', file('a.jsonl'), ...proven])).toMatchObject({ code: 0 });

  const second = await audit(['seal', '--before', dayNumber(4), '--out', file('b.jsonl'), '--store', path]);
  expect(second.stdout).toMatch(/records 3 to 4, checked[^]*Not signed/);
  expect(recordsOf(path)[0]?.seq).toBe(5);

  const alone = await audit(['verify', file('b.jsonl')]);
  expect(alone).toMatchObject({ code: 0, stdout: expect.stringContaining('It begins after record 2') });
  expect(await audit(['verify', '--store', path])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^4 records hold; the chain is whole.\nIt begins after record 4/),
  });
  await audit(['export', file('rest.jsonl'), '--store', path]);
  const whole = await audit(['verify', file('a.jsonl'), file('b.jsonl'), file('rest.jsonl'), '--json']);
  expect(JSON.parse(whole.stdout)).toMatchObject({ ok: true, records: 8, head: { seq: 8 } });
  const gap = await audit(['verify', file('a.jsonl'), file('rest.jsonl')]);
  expect(gap).toMatchObject({ code: 1, stdout: expect.stringContaining('Record 3 does not hold: missing') });
});

test('a segment that was changed, cut or made to begin elsewhere is found', async () => {
  const { path, file } = await days(5);
  await audit(['seal', '--before', dayNumber(1), '--out', file('a.jsonl'), '--store', path]);
  await audit(['seal', '--before', dayNumber(4), '--out', file('b.jsonl'), '--store', path]);
  const lines = readFileSync(file('b.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  const verify = async (changed: readonly string[], ...files: string[]) => {
    writeFileSync(file('x.jsonl'), `${changed.join('\n')}\n`);
    return audit(['verify', ...files.map(file), file('x.jsonl'), '--head-file', file('b.jsonl.head')]);
  };
  expect((await verify(lines, 'a.jsonl')).code).toBe(0);
  expect((await verify(lines.slice(0, 3), 'a.jsonl')).stdout).toContain('Record 4 does not hold: missing');
  expect((await verify(lines.slice(1))).stdout).toContain('Record 1 does not hold: missing');
  const [start = '', ...rest] = lines;
  expect((await verify([start.replace(/"hash":"./, '"hash":"g'), ...rest])).code).toBe(1);
  const other = start.replace(/"hash":"[0-9a-f]{4}/, '"hash":"0000');
  expect((await verify([other, ...rest])).code).toBe(1);
});

test('nothing is deleted of a chain that does not hold, nor written over, nor of what is too new', async () => {
  const { path, file } = await days(3);
  const seal = async (before: string, out: string) =>
    audit(['seal', '--before', before, '--out', file(out), '--store', path]);
  expect(await seal(dayNumber(0), 'a.jsonl')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('nothing was sealed'),
  });
  expect(existsSync(file('a.jsonl'))).toBe(false);
  writeFileSync(file('there.jsonl'), '');
  await expect(seal(dayNumber(1), 'there.jsonl')).rejects.toThrow(/is there already/);
  await expect(seal('yesterday', 'a.jsonl')).rejects.toThrow(/needs --before DATE/);
  await expect(seal('2999-01-01', 'a.jsonl')).rejects.toThrow(/future/);
  const { store } = openSqliteEngine(path);
  await expect(seal(dayNumber(1), 'a.jsonl')).rejects.toThrow(/Another Middlewatch uses this store/);
  await store.close();
  const database = new DatabaseSync(path);
  database.exec(`DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'x' WHERE seq = 3`);
  database.close();
  expect(await seal(dayNumber(1), 'a.jsonl')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('record 3 does not hold'),
  });
  expect(existsSync(file('a.jsonl'))).toBe(false);
  expect(recordsOf(path)).toHaveLength(3);
});

test('the story of what was sealed is told from the segment', async () => {
  const { store, path } = openSqliteEngine();
  for (const number of [0, 3])
    await store.appendAudit(auditExample({ at: startTime + number * day, executionId: 'x1' }));
  await store.close();
  const out = join(temporaryFolder(), 'a.jsonl');
  await audit(['seal', '--before', dayNumber(2), '--out', out, '--store', path]);
  const show = async (...files: string[]) =>
    (await audit(['show', 'x1', ...files, '--store', path])).stdout
      .split('\n')
      .filter((line) => /#\d+$/.test(line));
  expect(await show()).toHaveLength(1);
  expect(await show(out)).toHaveLength(2);
});

test('it ends before the first record that is not older, whatever the clock said later', async () => {
  const { path, file } = await days(5, [0, 1, 4, 2, 3]);
  const moment = new Date(startTime + 4 * day).toISOString().replace('.000', '');
  await audit(['seal', '--before', moment, '--out', file('a.jsonl'), '--store', path]);
  expect(recordsOf(path)[0]?.seq).toBe(3);
});
