import type { AuditEntry } from '../../model/audit-record.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { auditHash, firstPreviousHash } from '../audit-hash.ts';
import { cleanText } from '../clean-text.ts';
import type { Transaction } from '../transaction.ts';

/** The newest record's number and hash; 0 and 64 zeros while there is none. */
export async function readAuditHead(transaction: Transaction): Promise<{ seq: number; hash: string }> {
  const [head] = await transaction.query<{ seq: number; hash: string }>(
    'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
  );
  return { seq: head?.seq ?? 0, hash: head?.hash ?? firstPreviousHash };
}

/** Appends to the hash chain. In the transaction of what it belongs to: either both are there or neither is. */
export async function appendAuditEntry(transaction: Transaction, given: AuditEntry): Promise<void> {
  const head = await readAuditHead(transaction);
  const seq = head.seq + 1;
  const entry = cleanEntry(given);
  await transaction.query(
    `INSERT INTO audit (seq, happened_at, kind, actor, mapped_user, incident_id, request_id, execution_id, digest, data,
       previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      seq,
      entry.at,
      entry.kind,
      entry.actor,
      entry.user,
      entry.incidentId,
      entry.requestId,
      entry.executionId,
      entry.digest,
      canonicalJson(entry.data),
      head.hash,
      auditHash(head.hash, { ...entry, seq }),
    ],
  );
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
