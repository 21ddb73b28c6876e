import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/canonical-json.ts';
import type { AuditEntry } from '../model/audit-record.ts';

/** The previous hash of the first record. */
export const firstPreviousHash = '0'.repeat(64);

/** SHA-256, hexadecimal, over the previous hash (64 characters) followed by the canonical JSON of the entry with its seq, as UTF-8. */
export function auditHash(previousHash: string, entry: AuditEntry & { seq: number }): string {
  const { seq, at, kind, actor, user, incidentId, requestId, executionId, digest, data } = entry;
  // Named one by one, so that a stray property of the caller's object is neither hashed nor lost from the table.
  const hashed = { seq, at, kind, actor, user, incidentId, requestId, executionId, digest, data };
  return createHash('sha256').update(previousHash).update(canonicalJson(hashed)).digest('hex');
}
