import type { AuditEntry } from '../../model/audit-record.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { auditHash, firstPreviousHash } from '../audit-hash.ts';
import { cleanText } from '../clean-text.ts';
import { rowPlaceholders, type Transaction } from '../transaction.ts';
import { chunks } from './read-snapshot.ts';

/** The newest record's number and hash; 0 and 64 zeros while there is none. */
export async function readAuditHead(transaction: Transaction): Promise<{ seq: number; hash: string }> {
  const [head] = await transaction.query<{ seq: number; hash: string }>(
    'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
  );
  return { seq: head?.seq ?? 0, hash: head?.hash ?? firstPreviousHash };
}

/** Appends to the hash chain. In the transaction of what it belongs to: either both are there or neither is. */
export async function appendAuditEntry(transaction: Transaction, given: AuditEntry): Promise<void> {
  await appendAuditEntries(transaction, [given]);
}

/** The same for several, in this order: one delivery may open ten thousand incidents, and each statement is a way to the database. */
export async function appendAuditEntries(
  transaction: Transaction,
  given: readonly AuditEntry[],
): Promise<void> {
  if (given.length === 0) return;
  const head = await readAuditHead(transaction);
  for (const part of chunks(given)) {
    const rows = part.map((one) => {
      const entry = cleanEntry(one);
      const { seq, hash: previousHash } = head;
      head.seq = seq + 1;
      head.hash = auditHash(previousHash, { ...entry, seq: head.seq });
      return [
        head.seq,
        entry.at,
        entry.kind,
        entry.actor,
        entry.user,
        entry.incidentId,
        entry.requestId,
        entry.executionId,
        entry.digest,
        canonicalJson(entry.data),
        previousHash,
        head.hash,
      ];
    });
    await transaction.query(
      `INSERT INTO audit (seq, happened_at, kind, actor, mapped_user, incident_id, request_id, execution_id, digest, data,
         previous_hash, hash) VALUES ${rowPlaceholders(rows.length, 12)}`,
      rows.flat(),
    );
  }
}

/** The hash must be over what the columns will hold. */
function cleanEntry(entry: AuditEntry): AuditEntry {
  return {
    at: entry.at,
    kind: entry.kind,
    actor: cleanText(entry.actor),
    ...(entry.user !== undefined && { user: cleanText(entry.user) }),
    ...(entry.incidentId !== undefined && { incidentId: cleanText(entry.incidentId) }),
    ...(entry.requestId !== undefined && { requestId: cleanText(entry.requestId) }),
    ...(entry.executionId !== undefined && { executionId: cleanText(entry.executionId) }),
    ...(entry.digest !== undefined && { digest: cleanText(entry.digest) }),
    data: entry.data,
  };
}
