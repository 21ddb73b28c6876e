import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { parseHead } from '../../src/audit/parse-head.ts';
import type { AuditEntry, AuditRecord } from '../../src/model/audit-record.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { auditHash, firstPreviousHash } from '../../src/store/audit-hash.ts';

const entries: fc.Arbitrary<AuditEntry> = fc.record(
  {
    at: fc.nat(),
    kind: fc.constantFrom('asked' as const, 'intent' as const, 'outcome' as const),
    actor: fc.string(),
    user: fc.string(),
    requestId: fc.string(),
    data: fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>,
  },
  { requiredKeys: ['at', 'kind', 'actor', 'data'] },
);

/** What the store writes. */
function chainOf(list: readonly AuditEntry[]): AuditRecord[] {
  let previousHash = firstPreviousHash;
  return list.map((entry, index) => {
    const seq = index + 1;
    const hash = auditHash(previousHash, { ...entry, seq });
    const record = { ...entry, seq, previousHash, hash };
    previousHash = hash;
    return record;
  });
}

const chains = fc.array(entries, { minLength: 1, maxLength: 12 }).map(chainOf);
const places = fc.nat().map((place) => (records: readonly unknown[]) => place % records.length);
const headOf = (records: readonly AuditRecord[]) => {
  const { seq, hash } = records.at(-1)!;
  return { seq, hash };
};

test('a chain as it was written holds, with and without its head or an earlier one', () => {
  expect(verifyChain([])).toEqual({ ok: true, records: 0, head: { seq: 0, hash: firstPreviousHash } });
  fc.assert(
    fc.property(chains, places, (records, place) => {
      const whole = { ok: true, records: records.length, head: headOf(records) };
      expect(verifyChain(records)).toEqual(whole);
      expect(verifyChain(records, headOf(records))).toEqual(whole);
      expect(verifyChain(records, headOf(records.slice(0, place(records) + 1)))).toEqual(whole);
    }),
  );
});

test('one known chain has one known hash, on every machine and in every version', () => {
  const [record] = chainOf([
    {
      at: 1_767_225_600_000,
      kind: 'asked',
      actor: 'U_ANA',
      user: 'ana@example.com',
      data: { b: [1, 'ä'], a: null },
    },
  ]);
  // sha256 of 64 zeros and {"actor":"U_ANA","at":1767225600000,"data":{"a":null,"b":[1,"ä"]},"kind":"asked","seq":1,"user":"ana@example.com"}
  expect(record?.hash).toBe('7a852d6d02dfc143f44ddc3ccb48391d8480661a008ad6d16e5b10de120be76c');
});

test('any changed field of any record is found and the record is named', () => {
  const changes: readonly ((record: AuditRecord) => Partial<AuditRecord>)[] = [
    ({ at }) => ({ at: at + 1 }),
    ({ actor }) => ({ actor: `${actor}x` }),
    ({ kind }) => ({ kind: kind === 'asked' ? 'intent' : 'asked' }),
    ({ user }) => ({ user: `${user ?? ''}x` }),
    ({ executionId }) => ({ executionId: executionId ?? '' }),
    ({ data }) => ({ data: { ...data, added: 1 } }),
    ({ hash }) => ({ hash: hash.replace(/^./, (first) => (first === 'a' ? 'b' : 'a')) }),
    ({ previousHash }) => ({
      previousHash: previousHash.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
    }),
  ];
  fc.assert(
    fc.property(chains, places, fc.constantFrom(...changes), (records, place, change) => {
      const index = place(records);
      const changed = records.map((record, at) => (at === index ? { ...record, ...change(record) } : record));
      expect(verifyChain(changed)).toMatchObject({ ok: false, records: index, fault: { seq: index + 1 } });
    }),
  );
});

test('a record that was rewritten with a hash of its own is named, by the record that was chained to the true one', () => {
  fc.assert(
    fc.property(chains, places, (records, place) => {
      fc.pre(records.length > 1);
      const index = place(records.slice(1));
      const forged = records.map((record, at) => {
        if (at !== index) return record;
        const entry = { ...record, actor: `${record.actor}x` };
        return { ...entry, hash: auditHash(record.previousHash, entry) };
      });
      expect(verifyChain(forged)).toMatchObject({ ok: false, records: index, fault: { seq: index + 1 } });
    }),
  );
});

test('a dropped record is found and named; the last one only with a head', () => {
  fc.assert(
    fc.property(chains, places, (records, place) => {
      const index = place(records);
      const dropped = records.filter((_, at) => at !== index);
      if (index === records.length - 1) expect(verifyChain(dropped).ok).toBe(true);
      const reports = [verifyChain(dropped, headOf(records))];
      if (index < records.length - 1) reports.push(verifyChain(dropped));
      for (const report of reports) {
        expect(report).toMatchObject({ ok: false, records: index, fault: { seq: index + 1 } });
        expect(report.fault?.reason).toMatch(/^missing/);
      }
    }),
  );
});

test('an inserted record is found, numbered twice or with everything behind it renumbered', () => {
  fc.assert(
    fc.property(chains, places, entries, fc.boolean(), (records, place, entry, renumbered) => {
      const index = place(records);
      const previousHash = records[index - 1]?.hash ?? firstPreviousHash;
      const numbered = { ...entry, seq: index + 1 };
      const inserted = { ...numbered, previousHash, hash: auditHash(previousHash, numbered) };
      const behind = records
        .slice(index)
        .map((record) => ({ ...record, seq: record.seq + (renumbered ? 1 : 0) }));
      fc.pre(inserted.hash !== records[index]?.hash);
      const report = verifyChain([...records.slice(0, index), inserted, ...behind]);
      expect(report.ok).toBe(false);
      expect([index + 1, index + 2]).toContain(report.fault?.seq);
    }),
  );
});

test('two swapped records are found at the first of them', () => {
  fc.assert(
    fc.property(chains, places, places, fc.boolean(), (records, one, other, renumbered) => {
      const [first, second] = [one(records), other(records)].sort((a, b) => a - b) as [number, number];
      fc.pre(first !== second);
      const swapped = [...records];
      swapped[first] = { ...records[second]!, ...(renumbered && { seq: first + 1 }) };
      swapped[second] = { ...records[first]!, ...(renumbered && { seq: second + 1 }) };
      expect(verifyChain(swapped)).toMatchObject({ ok: false, records: first, fault: { seq: first + 1 } });
    }),
  );
});

test('a whole chain that was written anew from some record on is found out by a head', () => {
  fc.assert(
    fc.property(fc.array(entries, { minLength: 1, maxLength: 8 }), places, (list, place) => {
      const records = chainOf(list);
      const index = place(list);
      const forged = chainOf(
        list.map((entry, at) => (at === index ? { ...entry, actor: `${entry.actor}x` } : entry)),
      );
      expect(verifyChain(forged).ok).toBe(true);
      expect(verifyChain(forged, headOf(records))).toMatchObject({ ok: false, fault: { seq: list.length } });
    }),
  );
});

test('a record that cannot be read is a fault with its reason', () => {
  const records = chainOf([{ at: 1, kind: 'asked', actor: 'a', data: {} }]);
  expect(verifyChain([...records, { seq: 2, unreadable: 'its data is not JSON any more' }])).toMatchObject({
    ok: false,
    records: 1,
    fault: { seq: 2, reason: 'changed: its data is not JSON any more' },
  });
});

test('a head is read as it is printed, and nothing else is', () => {
  const hash = 'ab'.repeat(32);
  expect(parseHead(`12:${hash}`)).toEqual({ seq: 12, hash });
  expect(parseHead(` 12:${hash.toUpperCase()}\n`)).toEqual({ seq: 12, hash });
  for (const text of ['', '12', `:${hash}`, `12:${hash}0`, `-1:${hash}`, `1 2:${hash}`]) {
    expect(parseHead(text), text).toBeUndefined();
  }
});
