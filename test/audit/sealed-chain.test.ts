import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import type { AuditRecord } from '../../src/model/audit-record.ts';
import { auditHash, firstPreviousHash } from '../../src/store/audit-hash.ts';

/** Each number: an ordinary record (0), or a seal of the records up to so far back. */
function chainOf(steps: readonly number[]): AuditRecord[] {
  const records: AuditRecord[] = [];
  steps.forEach((back, index) => {
    const seq = index + 1;
    const sealed = records[index - back];
    const seal = back > 0 && sealed !== undefined;
    const previousHash = records.at(-1)?.hash ?? firstPreviousHash;
    const entry = {
      seq,
      at: seq,
      kind: seal ? ('sealed' as const) : ('asked' as const),
      actor: 'U1',
      data: seal ? { sealed: { seq: sealed.seq, hash: sealed.hash } } : { number: seq },
    };
    records.push({ ...entry, previousHash, hash: auditHash(previousHash, entry) });
  });
  return records;
}

/** Up to where the first records may be gone. */
const sealedUpTo = (records: readonly AuditRecord[]): number =>
  Math.max(0, ...records.flatMap(({ data }) => (data['sealed'] as { seq: number } | undefined)?.seq ?? []));

const chains = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 5 })), {
    minLength: 3,
    maxLength: 24,
  })
  .map(chainOf);

it('begins anywhere up to where it is sealed, and nowhere else', () => {
  fc.assert(
    fc.property(chains, fc.nat(), (records, place) => {
      const gone = place % records.length;
      const rest = records.slice(gone);
      const report = verifyChain(rest);
      const [first] = rest;
      // A seal that is itself gone says nothing any more.
      expect(report.ok).toBe(gone <= sealedUpTo(rest));
      if (!report.ok) expect(report).toMatchObject({ records: 0, fault: { seq: 1 } });
      else expect(report).toMatchObject({ records: rest.length, head: { seq: records.length } });
      if (report.ok && gone > 0) expect(report.after).toEqual({ seq: gone, hash: first?.previousHash });
      // As a segment, whose first line names the record before it, it needs no seal.
      const after = gone === 0 ? undefined : { seq: gone, hash: first?.previousHash ?? '' };
      expect(verifyChain(rest, undefined, after)).toMatchObject({ ok: true, records: rest.length });
      if (after !== undefined)
        expect(verifyChain(rest, undefined, { ...after, hash: firstPreviousHash }).ok).toBe(false);
    }),
    { numRuns: 150 },
  );
});

it('whatever is changed, dropped or swapped in what stays is found', () => {
  fc.assert(
    fc.property(
      chains,
      fc.nat(),
      fc.nat(),
      fc.constantFrom('change', 'drop', 'swap'),
      (records, from, at, how) => {
        const rest = records.slice(from % (sealedUpTo(records) + 1));
        fc.pre(rest.length > 2 && verifyChain(rest).ok);
        const place = 1 + (at % (rest.length - 2));
        const tampered = [...rest];
        const [one, other] = [tampered[place], tampered[place + 1]];
        if (one === undefined || other === undefined) return;
        if (how === 'drop') tampered.splice(place, 1);
        else if (how === 'swap') tampered.splice(place, 2, other, one);
        else tampered[place] = { ...one, actor: 'U2' };
        const report = verifyChain(tampered);
        expect(report.ok).toBe(false);
        expect([one.seq, 1]).toContain(report.fault?.seq);
      },
    ),
    { numRuns: 150 },
  );
});
