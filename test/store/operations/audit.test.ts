import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import { firstPreviousHash } from '../../../src/store/audit-hash.ts';
import { readAuditChain } from '../../../src/store/read-audit-chain.ts';
import { auditExample, openIncidentExample } from '../support/examples.ts';
import { openTestEngine, openTestStore } from '../support/test-store.ts';

test('the chain starts empty and grows without gaps; the newest is listed first', async () => {
  const { store, path } = openTestEngine();
  expect(await store.auditHead()).toEqual({ seq: 0, hash: firstPreviousHash });
  await store.appendAudit(auditExample());
  await store.appendAudit(
    auditExample({ kind: 'refused', user: 'ana@example.com', incidentId: 'incident-1' }),
  );
  const listed = await store.listAudit({ limit: 10 });
  expect(listed.map(({ seq, kind }) => [seq, kind])).toEqual([
    [2, 'refused'],
    [1, 'asked'],
  ]);
  expect(await store.listAudit({ incidentId: 'incident-1', limit: 10 })).toEqual([listed[0]]);
  const head = await store.auditHead();
  expect(head).toEqual({ seq: 2, hash: listed[0]?.hash });
  expect(verifyChain(readAuditChain(path), head)).toEqual({ ok: true, records: 2, head });
});

test('text that the database cannot hold is hashed as it is kept', async () => {
  const { store, path } = openTestEngine();
  const strange = 'a\0b\ud800c';
  await store.appendAudit(auditExample({ actor: strange, digest: strange, data: { [strange]: strange } }));
  await store.appendAudit(auditExample({ data: { '\u20ac': 1, '\r': 2, '\ud83d\ude00': -0, '1': 1e21 } }));
  expect(verifyChain(readAuditChain(path))).toMatchObject({ ok: true, records: 2 });
  expect((await store.listAudit({ limit: 2 }))[1]?.data).toEqual({ [strange]: strange });
});

test('the table itself refuses changes, deletions and records out of order', async () => {
  const { store, path } = openTestEngine();
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

test('an entry is there exactly when the change that it belongs to is', async () => {
  const { store } = openTestEngine();
  const incident = await openIncidentExample(store);
  const effects = { audit: [auditExample({ kind: 'resolved' })] };
  await store.changeIncident(incident, effects);
  await store.changeIncident(incident, effects);
  const orphan = [{ incidentId: 'nobody', at: 1, kind: 'closed' as const, text: '' }];
  const newest = (await store.loadIncident(incident.id))!.incident;
  await expect(store.changeIncident(newest, { ...effects, timeline: orphan })).rejects.toThrow(/FOREIGN KEY/);
  expect(await store.auditHead()).toMatchObject({ seq: 1 });
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
