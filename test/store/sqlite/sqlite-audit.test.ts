import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import { readAuditChain } from '../../../src/store/read-audit-chain.ts';
import { auditExample } from '../support/examples.ts';
import { openSqliteEngine, openTestStore } from '../support/test-store.ts';

test('the table itself refuses changes, deletions and records out of order', async () => {
  const { store, path } = openSqliteEngine();
  for (let count = 0; count < 3; count += 1) await store.appendAudit(auditExample());
  const database = new DatabaseSync(path);
  const columns = `happened_at, 'asked', actor, NULL, NULL, NULL, NULL, NULL, data, previous_hash, hash FROM audit`;
  expect(() => database.exec(`UPDATE audit SET actor = 'U_EVE' WHERE seq = 2`)).toThrow(/never changed/);
  expect(() => database.exec('DELETE FROM audit WHERE seq = 3')).toThrow(/never deleted/);
  for (const seq of [2, 5]) {
    const insert = `INSERT OR REPLACE INTO audit SELECT ${seq}, ${columns} WHERE seq = 1`;
    expect(() => database.exec(insert)).toThrow(/only appended/);
  }
  database.close();
  expect(verifyChain(readAuditChain(path))).toMatchObject({ ok: true, records: 3 });
});

test('the chain is read beside a running bot, while it writes', async () => {
  const { store, path } = await openTestStore();
  const writes = Array.from({ length: 50 }, () => store.appendAudit(auditExample()));
  await writes[0];
  const during = verifyChain(readAuditChain(path));
  expect(during.ok).toBe(true);
  await Promise.all(writes);
  expect(verifyChain(readAuditChain(path), await store.auditHead())).toMatchObject({ ok: true, records: 50 });
});
