import type { AuditEntry } from '../../model/audit-record.ts';
import { appendAuditEntry } from '../steps/append-audit-entry.ts';
import { readSealed } from '../steps/read-sealed.ts';
import type { WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Records that the records up to `head` were exported: from then on they may be deleted. Conflict when that record is not
 * there with this hash, or a seal goes as far already.
 */
export async function sealAudit(
  transaction: Transaction,
  head: { seq: number; hash: string },
  entry: Omit<AuditEntry, 'kind'>,
): Promise<WriteResult> {
  const there = await transaction.query('SELECT seq FROM audit WHERE seq = $1 AND hash = $2', [
    head.seq,
    head.hash,
  ]);
  if (there.length === 0 || (await readSealed(transaction)) >= head.seq) return 'conflict';
  await appendAuditEntry(transaction, {
    ...entry,
    kind: 'sealed',
    data: { ...entry.data, sealed: { seq: head.seq, hash: head.hash } },
  });
  return 'written';
}
