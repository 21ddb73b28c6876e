import { closeSync, copyFileSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { readAuditChain } from '../../src/store/read-audit-chain.ts';
import { auditExample } from './support/examples.ts';
import { openSqliteEngine, temporaryFolder } from './support/test-store.ts';

const records = 8;
/** In the order of the table: SQLite keeps a row's texts one after the other. */
const fields = [
  'kind',
  'actor',
  'mapped_user',
  'incident_id',
  'digest',
  'data',
  'previous_hash',
  'hash',
] as const;

/** A closed store with some records, in a file of its own. */
async function closedStore(): Promise<string> {
  const { store, path } = openSqliteEngine();
  for (let number = 1; number <= records; number += 1) {
    await store.appendAudit(
      auditExample({
        user: `user-${number}@example.com`,
        incidentId: `incident-${number}`,
        digest: `digest-${number}`,
        data: { words: `record number ${number}`, list: [number, { deep: true }] },
      }),
    );
  }
  await store.close();
  return path;
}

function tamper(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  const triggers = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${String(name)}`);
  database.exec(sql);
  database.close();
}

test('one changed byte of any column of any record, anywhere in the file: the record is named', async () => {
  const path = await closedStore();
  const original = readFileSync(path);
  const copy = join(temporaryFolder(), 'copy.db');
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare(`SELECT seq, ${fields.join(', ')} FROM audit`).all();
  database.close();
  const texts = rows.map((row) => fields.map((field) => String(row[field])).join(''));
  fc.assert(
    fc.property(
      fc.nat({ max: records - 1 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (index, place, flip) => {
        const text = texts[index]!;
        const at = original.indexOf(text) + (place % text.length);
        copyFileSync(path, copy);
        const file = openSync(copy, 'r+');
        writeSync(file, Buffer.from([original[at]! ^ flip]), 0, 1, at);
        closeSync(file);
        expect(verifyChain(readAuditChain(copy))).toMatchObject({
          ok: false,
          records: index,
          fault: { seq: index + 1 },
        });
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  ['a record rewritten in place', `UPDATE audit SET actor = 'U_EVE' WHERE seq = 3`, 3],
  ['a null that was a text', `UPDATE audit SET digest = NULL WHERE seq = 2`, 2],
  ['a text that was null', `UPDATE audit SET execution_id = '' WHERE seq = 5`, 5],
  ['a space in the data that changes no value', `UPDATE audit SET data = data || ' ' WHERE seq = 6`, 6],
  ['data that is no JSON any more', `UPDATE audit SET data = '{' WHERE seq = 1`, 1],
  ['a value of another type', `UPDATE audit SET happened_at = 'soon' WHERE seq = 7`, 7],
  ['a binary value', `UPDATE audit SET actor = CAST(actor AS BLOB) WHERE seq = 4`, 4],
  ['another time', `UPDATE audit SET happened_at = happened_at + 1 WHERE seq = 8`, 8],
  ['a dropped record', `DELETE FROM audit WHERE seq = 4`, 4],
  [
    'two swapped records',
    `UPDATE audit SET seq = -1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = -1`,
    2,
  ],
  [
    'a record before the first',
    `INSERT INTO audit SELECT 0, happened_at, kind, actor, mapped_user, incident_id,
    request_id, execution_id, digest, data, previous_hash, hash FROM audit WHERE seq = 1`,
    1,
  ],
  ['the table emptied and gone', 'DROP TABLE audit', 1],
])('%s is found', async (_, sql, seq) => {
  const path = await closedStore();
  tamper(path, sql);
  expect(verifyChain(readAuditChain(path))).toMatchObject({ ok: false, records: seq - 1, fault: { seq } });
});

test('a file that is damaged in the middle of the table ends the chain there, in words', async () => {
  const path = await closedStore();
  const page = 4096;
  const root = new DatabaseSync(path);
  const rootPage = Number(
    root.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'audit'`).get()?.['rootpage'],
  );
  root.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(100, 0xff), 0, 100, (rootPage - 1) * page);
  closeSync(file);
  const report = verifyChain(readAuditChain(path));
  expect(report.ok).toBe(false);
  expect(report.fault?.reason).toMatch(/the file is damaged here/);
});
