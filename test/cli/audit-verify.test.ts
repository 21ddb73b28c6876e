import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditVerify } from '../../src/cli/audit-verify.ts';
import { WrongUse } from '../../src/cli/read-options.ts';
import { MiddlewatchError } from '../../src/errors/middlewatch-error.ts';
import { auditExample } from '../store/support/examples.ts';
import { openSqliteEngine, temporaryFolder } from '../store/support/test-store.ts';

async function verify(
  argv: readonly string[],
  storePath = async (file: string): Promise<string> => {
    throw new MiddlewatchError('config-invalid', file);
  },
) {
  const output = { stdout: '', stderr: '' };
  const io = {
    stdout: (text: string) => (output.stdout += text),
    stderr: (text: string) => (output.stderr += text),
    env: {},
  };
  const code = await auditVerify(argv, io, { storePath, databaseUrl: () => undefined });
  return { code, ...output };
}

async function storeWith(records: number) {
  const opened = openSqliteEngine();
  for (let count = 0; count < records; count += 1) await opened.store.appendAudit(auditExample());
  const { seq, hash } = await opened.store.auditHead();
  return { ...opened, hash, head: `${seq}:${hash}` };
}

test('a whole chain: how many records hold, its head, and that the tail is not proven', async () => {
  const { path, head } = await storeWith(3);
  const { code, stdout, stderr } = await verify(['--store', path]);
  expect(code).toBe(0);
  expect(stdout).toContain(`3 records hold; the chain is whole.\nHead: ${head}\n`);
  expect(stdout).toContain('The tail is not proven');
  expect(stderr).toBe('');
});

test('with a noted head the tail is proven, and a chain that was cut is found out', async () => {
  const { path, head } = await storeWith(3);
  expect((await verify(['--store', path, '--head', head])).stdout).not.toContain('tail');
  const database = new DatabaseSync(path);
  database.exec('DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq = 3');
  database.close();
  expect((await verify(['--store', path])).code).toBe(0);
  const cut = await verify(['--store', path, '--head', head]);
  expect(cut.code).toBe(1);
  expect(cut.stdout).toMatch(/^Record 3 does not hold: missing: .*\nBefore it, 2 records hold\.\n$/);
});

test('one changed byte: the record is named and the exit code is 1', async () => {
  const { path } = await storeWith(5);
  const database = new DatabaseSync(path);
  database.exec(
    `DROP TRIGGER audit_no_update; UPDATE audit SET data = replace(data, '5', '6') WHERE seq = 4`,
  );
  database.close();
  const { code, stdout } = await verify(['--store', path]);
  expect(code).toBe(1);
  expect(stdout).toContain('Record 4 does not hold: changed');
});

test('--json prints one document and nothing else on stdout', async () => {
  const { path, hash } = await storeWith(2);
  const whole = await verify(['--store', path, '--json']);
  expect(JSON.parse(whole.stdout)).toEqual({ ok: true, records: 2, head: { seq: 2, hash } });
  expect(whole.stderr).toContain('The tail is not proven');
  const wrong = await verify(['--store', path, '--json', '--head', `2:${'a'.repeat(64)}`]);
  expect(wrong.code).toBe(1);
  expect(JSON.parse(wrong.stdout)).toMatchObject({
    ok: false,
    records: 1,
    head: { seq: 1 },
    fault: { seq: 2 },
  });
});

test('the path comes from the config', async () => {
  const { path } = await storeWith(1);
  const { code, stdout } = await verify(['--config', 'mw.yml'], async () => path);
  expect(code).toBe(0);
  expect(stdout).toContain('1 record holds');
  const broken = await verify(['--config', 'mw.yml']);
  expect(broken).toMatchObject({ code: 2, stdout: '' });
  expect(broken.stderr).toContain('The config is not valid: mw.yml');
});

test('a store that is not there, or is none, is wrong use', async () => {
  const missing = await verify(['--store', join(temporaryFolder(), 'missing.db')]);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('there is no file');
  const other = join(temporaryFolder(), 'other.db');
  const database = new DatabaseSync(other);
  database.exec('CREATE TABLE something (id INTEGER)');
  database.close();
  expect((await verify(['--store', other])).stderr).toContain('is no store of Middlewatch');
});

test.each([
  [[]],
  [['--store', 'x', '--config', 'y']],
  [['--store', 'x', '--head', '12']],
  [['--store', 'x', 'more']],
  [['--stroe', 'x']],
])('%j is wrong use', async (argv) => {
  await expect(verify(argv)).rejects.toThrow(WrongUse);
});

test('--help says how', async () => {
  const { code, stdout } = await verify(['--help']);
  expect([code, stdout.startsWith('Usage: middlewatch audit verify')]).toEqual([0, true]);
});
