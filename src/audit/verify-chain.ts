import type { AuditRecord } from '../model/audit-record.ts';
import { auditHash, firstPreviousHash } from '../store/audit-hash.ts';
import type { UnreadableRecord } from '../store/read-audit-link.ts';

export interface AuditHead {
  /** Of the newest record; 0 for an empty chain. */
  seq: number;
  hash: string;
}

export interface ChainReport {
  ok: boolean;
  /** How many records hold: all of them, or those before the fault. */
  records: number;
  /** The last record that holds. */
  head: AuditHead;
  /** Where the chain begins: the last record before it, when those up to it are sealed and were deleted. */
  after?: AuditHead;
  /** The first record that does not hold, and why, for people. */
  fault?: { seq: number; reason: string };
}

type Link = AuditRecord | UnreadableRecord;

/** Takes a chain record by record; gives a report as soon as one does not hold. */
interface ChainCheck {
  take(record: Link): ChainReport | undefined;
  /** When there are no more records. */
  end(): ChainReport;
}

/**
 * Checks the chain from its first record on and stops at the first fault. Pure. Without `head`, a head that was noted
 * elsewhere, records cut off at the end leave no trace.
 *
 * A chain whose first records were deleted begins later: one of its records must be the seal that says so. `after`: the
 * record before the first one, for a part of a chain that holds no such seal.
 */
export function verifyChain(records: Iterable<Link>, head?: AuditHead, after?: AuditHead): ChainReport {
  const check = checkFromStart(head, after);
  for (const record of records) {
    const fault = check.take(record);
    if (fault !== undefined) return fault;
  }
  return check.end();
}

/** The same for a chain that comes over a network. */
export async function verifyChainOf(
  records: Iterable<Link> | AsyncIterable<Link>,
  head?: AuditHead,
  after?: AuditHead,
): Promise<ChainReport> {
  const check = checkFromStart(head, after);
  for await (const record of records) {
    const fault = check.take(record);
    if (fault !== undefined) return fault;
  }
  return check.end();
}

function checkFromStart(head: AuditHead | undefined, after: AuditHead | undefined): ChainCheck {
  const zero: AuditHead = { seq: 0, hash: firstPreviousHash };
  /** The record before the first one that is here. */
  let start = after ?? zero;
  let last = start;
  /** The one before `last`: the report's head when it turns out that `last` was exchanged. */
  let beforeLast = last;
  /** A record of the chain says that those before it were exported. */
  let startIsSealed = true;
  const broken = (good: AuditHead, seq: number, reason: string): ChainReport => ({
    ok: false,
    records: Math.max(0, good.seq - start.seq),
    head: good,
    ...(start.seq > 0 && { after: start }),
    fault: { seq, reason },
  });
  const noStart = (): ChainReport => ({
    ok: false,
    records: 0,
    head: zero,
    fault: {
      seq: 1,
      reason: `${misplaced(1, start.seq + 1)}, and no seal says that those before it were exported`,
    },
  });
  const take = (record: Link): ChainReport | undefined => {
    const wrongHead = headFault();
    if (wrongHead !== undefined) return wrongHead;
    if (last === zero && record.seq > 1 && !('unreadable' in record)) {
      start = last = beforeLast = { seq: record.seq - 1, hash: record.previousHash };
      startIsSealed = false;
    }
    const wanted = last.seq + 1;
    if (record.seq !== wanted)
      return !startIsSealed && record.seq <= start.seq
        ? noStart()
        : broken(last, wanted, misplaced(wanted, record.seq));
    if ('unreadable' in record) return broken(last, record.seq, `changed: ${record.unreadable}`);
    const { previousHash, hash, ...entry } = record;
    if (auditHash(previousHash, entry) !== hash) {
      return broken(last, record.seq, 'changed: its content does not match its hash');
    }
    if (previousHash !== last.hash) {
      return record.seq === 1
        ? broken(last, 1, 'it does not start the chain: its previous hash is not 64 zeros')
        : broken(beforeLast, last.seq, `exchanged: record ${record.seq} was chained to another record`);
    }
    if (record.seq === head?.seq && hash !== head.hash) {
      return broken(last, record.seq, 'exchanged: its hash is not the one of the given head');
    }
    beforeLast = last;
    last = { seq: record.seq, hash };
    const seal = sealOf(record);
    // A seal of exactly those before the first must name the one that the first is chained to.
    if (seal !== undefined && (seal.seq > start.seq || (seal.seq === start.seq && seal.hash === start.hash)))
      startIsSealed = true;
    return undefined;
  };
  /** Of a given head that cannot be one of this chain. */
  const headFault = (): ChainReport | undefined => {
    if (head?.seq === 0 && head.hash !== firstPreviousHash)
      return broken(zero, 0, 'the head of an empty chain has a hash of 64 zeros, the given one has another');
    return undefined;
  };
  const end = (): ChainReport => {
    const wrongHead = headFault();
    if (wrongHead !== undefined) return wrongHead;
    if (!startIsSealed) return noStart();
    if (head !== undefined && start.seq > 0 && head.seq > 0) {
      if (head.seq < start.seq)
        return broken(
          last,
          head.seq,
          `not here: the given head lies before record ${start.seq + 1}, where this begins; check it against the sealed segment: audit verify SEGMENT --head …`,
        );
      if (head.seq === start.seq && head.hash !== start.hash)
        return broken(zero, head.seq, 'exchanged: its hash is not the one of the given head');
    }
    if (head === undefined || head.seq <= last.seq)
      return {
        ok: true,
        records: last.seq - start.seq,
        head: last,
        ...(start.seq > 0 && { after: start }),
      };
    const gone = head.seq - last.seq;
    return broken(
      last,
      last.seq + 1,
      `missing: the given head is record ${head.seq}, the chain ends ${gone} before it`,
    );
  };
  return { take, end };
}

/** Which record, with those before it, a record of the kind `sealed` says was exported. */
export function sealOf({ kind, data }: Pick<AuditRecord, 'kind' | 'data'>): AuditHead | undefined {
  if (kind !== 'sealed') return undefined;
  const sealed = data['sealed'];
  if (typeof sealed !== 'object' || sealed === null || Array.isArray(sealed)) return undefined;
  const { seq, hash } = sealed;
  return typeof seq === 'number' && typeof hash === 'string' ? { seq, hash } : undefined;
}

function misplaced(wanted: number, found: number): string {
  return found > wanted
    ? `missing: record ${found} stands in its place`
    : `out of order: record ${found} stands in its place`;
}
