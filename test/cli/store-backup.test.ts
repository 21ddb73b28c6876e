import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { WrongUse } from '../../src/cli/read-options.ts';
import { storeBackup } from '../../src/cli/store-backup.ts';
import { readAuditChain } from '../../src/store/read-audit-chain.ts';
import { auditExample } from '../store/support/examples.ts';
import { openTestStore, temporaryFolder } from '../store/support/test-store.ts';

async function backup(argv: readonly string[], databaseUrl?: string) {
  let output = '';
  const io = { stdout: (text: string) => (output += text), stderr: () => undefined, env: {} };
  const storePath = async (file: string) => `${file}.db`;
  const code = await storeBackup(argv, io, { storePath, databaseUrl: () => databaseUrl });
  return { code, output };
}

test('a copy is made while the store is written, and opens as a store', async () => {
  const { store, path } = await openTestStore();
  let written = 0;
  const stopped = new AbortController();
  const writer = (async () => {
    while (!stopped.signal.aborted) {
      await store.appendAudit(auditExample());
      written += 1;
    }
  })();
  await expect.poll(() => written).toBeGreaterThan(20);
  const folder = temporaryFolder();
  const target = join(folder, 'copy.db');
  const before = written;
  const { code, output } = await backup([target, '--store', path]);
  await expect.poll(() => written, { message: 'it goes on' }).toBeGreaterThan(before + 5);
  stopped.abort();
  await writer;

  expect(code).toBe(0);
  expect(output).toMatch(/copy\.db: \d+ bytes, checked/);
  expect(readdirSync(folder)).toEqual(['copy.db']);
  expect(statSync(target).mode & 0o077, 'only for its owner').toBe(0);
  const report = verifyChain(readAuditChain(target));
  expect(report.ok).toBe(true);
  expect(report.records).toBeGreaterThanOrEqual(before);
  const restored = await openTestStore({ path: target });
  await restored.store.appendAudit(auditExample());
  expect(await restored.store.auditHead()).toMatchObject({ seq: report.records + 1 });
});

test('nothing is overwritten, and nothing is left behind by what failed', async () => {
  const { path } = await openTestStore();
  const folder = temporaryFolder();
  const taken = join(folder, 'taken.db');
  writeFileSync(taken, 'precious');
  await expect(backup([taken, '--store', path])).rejects.toThrow(/is there already/);
  expect(statSync(taken).size).toBe(8);
  const other = join(folder, 'other.db');
  await expect(backup([other, '--store', taken])).rejects.toMatchObject({ code: 'store-damaged' });
  await expect(backup([other, '--store', join(folder, 'none.db')])).rejects.toThrow(/there is no file/);
  chmodSync(folder, 0o700);
  expect(readdirSync(folder)).toEqual(['taken.db']);
});

test('the command line: one file, one store, and no PostgreSQL', async () => {
  await expect(backup([])).rejects.toThrow(WrongUse);
  await expect(backup(['a', 'b', '--store', 'c'])).rejects.toThrow(WrongUse);
  await expect(backup(['a'])).rejects.toThrow(/either --config FILE or --store PATH/);
  await expect(backup(['a', '--config', 'c'], 'postgres://127.0.0.1/x')).rejects.toThrow(/pg_dump/);
  await expect(backup(['a', '--config', '/nowhere/c'])).rejects.toThrow('there is no file /nowhere/c.db');
  expect(existsSync('a')).toBe(false);
});
