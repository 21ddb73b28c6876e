import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeAuditLine } from '../../src/audit/audit-line.ts';
import { readAuditExport } from '../../src/audit/read-audit-export.ts';
import { verifyChain, type AuditHead } from '../../src/audit/verify-chain.ts';
import type { AuditRecord } from '../../src/model/audit-record.ts';
import { auditHash, firstPreviousHash } from '../../src/store/audit-hash.ts';
import { readAuditChain } from '../../src/store/read-audit-chain.ts';
import { auditExample } from '../store/support/examples.ts';
import { openSqliteEngine, temporaryFolder } from '../store/support/test-store.ts';

const count = 24;
const numRuns = 40;

/** A record of some requests, as a store writes it: its file, its records and its head. */
async function written(): Promise<{ path: string; records: AuditRecord[]; head: AuditHead }> {
  const { store, path } = openSqliteEngine();
  const kinds = ['asked', 'approved', 'intent', 'outcome', 'verdict'] as const;
  for (let place = 0; place < count; place += 1) {
    const kind = kinds[place % kinds.length] ?? 'asked';
    const request = { requestId: `r${place}`, digest: `d${place}` };
    await store.appendAudit(
      auditExample({ kind, ...request, data: { words: `scale to ${place}`, facts: { replicas: place } } }),
    );
  }
  await store.close();
  const records = Array.from(readAuditChain(path)) as AuditRecord[];
  const { seq, hash } = records.at(-1) ?? { seq: 0, hash: '' };
  return { path, records, head: { seq, hash } };
}

const place = fc.nat(count - 1);
/** What somebody does to lines, and the first place (from 0) that is not as it was written. */
type Tampering = (lines: readonly string[]) => { lines: readonly string[]; first: number };

const tamperings: fc.Arbitrary<Tampering> = fc.oneof(
  fc
    .record({ at: place, character: fc.nat(), by: fc.constantFrom('x', '7', '"', ' ', '\\', 'é') })
    .map(({ at, character, by }): Tampering => (lines) => {
      const line = lines[at] ?? '';
      const where = character % line.length;
      const other = line[where] === by ? 'y' : by;
      return { lines: lines.with(at, line.slice(0, where) + other + line.slice(where + 1)), first: at };
    }),
  // With a hash that fits: the next one is still chained to the record that was there.
  fc.nat(count - 2).map((at): Tampering => (lines) => {
    const changed = { ...(JSON.parse(lines[at] ?? '') as AuditRecord), actor: 'U_EVE' };
    const hash = auditHash(changed.previousHash, changed);
    return { lines: lines.with(at, writeAuditLine({ ...changed, hash })), first: at };
  }),
  // The last one cut off leaves no trace: that is another promise.
  fc.nat(count - 2).map((at): Tampering => (lines) => ({ lines: lines.toSpliced(at, 1), first: at })),
  fc.record({ at: place, of: place }).map(({ at, of }): Tampering => (lines) => ({
    lines: lines.toSpliced(at, 0, lines[of] ?? ''),
    first: of === at ? at + 1 : at,
  })),
  fc.uniqueArray(place, { minLength: 2, maxLength: 2 }).map(([one = 0, other = 1]): Tampering => (lines) => ({
    lines: lines.with(one, lines[other] ?? '').with(other, lines[one] ?? ''),
    first: Math.min(one, other),
  })),
);

test('an export: whatever is changed, dropped, inserted or swapped is found, and its record is named', async () => {
  const { records, head } = await written();
  const whole = records.map(writeAuditLine);
  const file = join(temporaryFolder(), 'audit.jsonl');
  fc.assert(
    fc.property(tamperings, (tamper) => {
      const { lines, first } = tamper(whole);
      writeFileSync(file, `${lines.join('\n')}\n`);
      for (const given of [undefined, head]) {
        const report = verifyChain(readAuditExport(file), given);
        expect(report).toMatchObject({ ok: false, fault: { seq: first + 1 } });
      }
    }),
    { numRuns },
  );
});

const columns = [
  'happened_at',
  'kind',
  'actor',
  'mapped_user',
  'request_id',
  'execution_id',
  'digest',
  'data',
  'previous_hash',
  'hash',
] as const;

/** Statements that only somebody with the file in hand can run, and the first record that is not as it was written. */
const statements = fc.oneof(
  fc
    .record({ seq: place.map((at) => at + 1), column: fc.constantFrom(...columns) })
    .map(({ seq, column }) => ({
      sql: `UPDATE audit SET ${column} = COALESCE(${column}, '') || '1' WHERE seq = ${seq}`,
      first: seq,
    })),
  fc.integer({ min: 1, max: count - 1 }).map((seq) => ({
    sql: `DELETE FROM audit WHERE seq = ${seq}`,
    first: seq,
  })),
  fc.integer({ min: 1, max: count }).map((seq) => ({
    // Makes room as somebody would who wants it to look whole.
    sql: `UPDATE audit SET seq = -(seq + 1) WHERE seq >= ${seq}; UPDATE audit SET seq = -seq WHERE seq < 0;
      INSERT INTO audit SELECT ${seq}, happened_at, kind, 'U_EVE', mapped_user, incident_id, request_id,
        execution_id, digest, data, previous_hash, hash FROM audit WHERE seq = ${seq + 1}`,
    first: seq,
  })),
  fc
    .uniqueArray(fc.integer({ min: 1, max: count }), { minLength: 2, maxLength: 2 })
    .map(([one = 1, other = 2]) => ({
      sql: `UPDATE audit SET seq = -1 WHERE seq = ${one}; UPDATE audit SET seq = ${one} WHERE seq = ${other};
        UPDATE audit SET seq = ${other} WHERE seq = -1`,
      first: Math.min(one, other),
    })),
);

test('the database file: the same by statements, with its triggers dropped', async () => {
  const { path, head } = await written();
  const copy = join(temporaryFolder(), 'copy.db');
  fc.assert(
    fc.property(statements, ({ sql, first }) => {
      copyFileSync(path, copy);
      const database = new DatabaseSync(copy);
      database.exec(
        'DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; DROP TRIGGER audit_append_only',
      );
      database.exec(`PRAGMA synchronous = OFF; BEGIN; ${sql}; COMMIT`);
      database.close();
      for (const given of [undefined, head])
        expect(verifyChain(readAuditChain(copy), given)).toMatchObject({ ok: false, fault: { seq: first } });
    }),
    { numRuns },
  );
});

test('the database file: bytes changed at random are found, or nothing of the record was touched', async () => {
  const { path, records, head } = await written();
  const bytes = readFileSync(path);
  const copy = join(temporaryFolder(), 'copy.db');
  let found = 0;
  fc.assert(
    // Past the file's own header, whose damage makes it no database at all.
    fc.property(
      fc.integer({ min: 100, max: bytes.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, flip) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        writeFileSync(copy, damaged);
        const read = readOrRefused(copy);
        if (read === undefined || !verifyChain(read, head).ok) found += 1;
        else expect(read).toEqual(records);
      },
    ),
    { numRuns: 60, seed: 7 },
  );
  expect(found).toBeGreaterThan(0);
});

/** Undefined: it is refused as a store, which nobody takes for a record that holds. */
function readOrRefused(
  path: string,
): ReturnType<typeof readAuditChain> extends Iterable<infer Link> ? Link[] | undefined : never {
  try {
    return Array.from(readAuditChain(path));
  } catch {
    return undefined;
  }
}

/** What somebody writes who knows how: every hash is right again. */
function rehashed(records: readonly AuditRecord[]): AuditRecord[] {
  let previousHash = firstPreviousHash;
  return records.map((record, index) => {
    const seq = index + 1;
    const hash = auditHash(previousHash, { ...record, seq });
    const again = { ...record, seq, previousHash, hash };
    previousHash = hash;
    return again;
  });
}

test('cut off at its end, or written anew with hashes that fit: only a head that was noted elsewhere tells', async () => {
  const { records, head } = await written();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: count - 1 }), (kept) => {
      const cut = records.slice(0, kept);
      expect(verifyChain(cut).ok).toBe(true);
      expect(verifyChain(cut, head)).toMatchObject({ ok: false, fault: { seq: kept + 1 } });
    }),
    { numRuns },
  );
  fc.assert(
    fc.property(place, fc.integer({ min: 0, max: count - 2 }), (at, noted) => {
      const anew = rehashed(
        records.map((record, index) => (index === at ? { ...record, actor: 'U_EVE' } : record)),
      );
      expect(verifyChain(anew).ok).toBe(true);
      expect(verifyChain(anew, head)).toMatchObject({ ok: false, fault: { seq: count } });
      // A head that was posted before the lie proves what came up to it, and no more.
      const { seq, hash } = records[noted] as AuditRecord;
      expect(verifyChain(anew, { seq, hash }).ok).toBe(noted < at);
    }),
    { numRuns },
  );
});
