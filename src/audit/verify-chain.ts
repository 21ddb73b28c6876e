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
 */
export function verifyChain(records: Iterable<Link>, head?: AuditHead): ChainReport {
  const check = checkFromStart(head);
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
): Promise<ChainReport> {
  const check = checkFromStart(head);
  for await (const record of records) {
    const fault = check.take(record);
    if (fault !== undefined) return fault;
  }
  return check.end();
}

function checkFromStart(head: AuditHead | undefined): ChainCheck {
  let last: AuditHead = { seq: 0, hash: firstPreviousHash };
  /** The one before `last`: the report's head when it turns out that `last` was exchanged. */
  let beforeLast = last;
  const take = (record: Link): ChainReport | undefined => {
    const wrongStart = emptyHeadFault(head);
    if (wrongStart !== undefined) return wrongStart;
    const wanted = last.seq + 1;
    if (record.seq !== wanted) return broken(last, wanted, misplaced(wanted, record.seq));
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
    return undefined;
  };
  const end = (): ChainReport => {
    const wrongStart = emptyHeadFault(head);
    if (wrongStart !== undefined) return wrongStart;
    if (head === undefined || head.seq <= last.seq) return { ok: true, records: last.seq, head: last };
    const gone = head.seq - last.seq;
    return broken(
      last,
      last.seq + 1,
      `missing: the given head is record ${head.seq}, the chain ends ${gone} before it`,
    );
  };
  return { take, end };
}

function emptyHeadFault(head: AuditHead | undefined): ChainReport | undefined {
  if (head?.seq !== 0 || head.hash === firstPreviousHash) return undefined;
  const empty = { seq: 0, hash: firstPreviousHash };
  return broken(empty, 0, 'the head of an empty chain has a hash of 64 zeros, the given one has another');
}

function broken(good: AuditHead, seq: number, reason: string): ChainReport {
  return { ok: false, records: good.seq, head: good, fault: { seq, reason } };
}

function misplaced(wanted: number, found: number): string {
  return found > wanted
    ? `missing: record ${found} stands in its place`
    : `out of order: record ${found} stands in its place`;
}
