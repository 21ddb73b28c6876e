import type { AuditEntry } from '../../model/audit-record.ts';
import { appendAuditEntry } from '../steps/append-audit-entry.ts';
import type { WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Conflict when it does not run any more. */
export async function endFreeze(
  transaction: Transaction,
  freezeId: string,
  audit: AuditEntry,
): Promise<WriteResult> {
  const rows = await transaction.query(
    `UPDATE freezes SET ended_at = now_ms() WHERE id = $1 AND ended_at IS NULL
       AND (ends_at IS NULL OR ends_at > now_ms()) RETURNING id`,
    [freezeId],
  );
  if (rows.length === 0) return 'conflict';
  await appendAuditEntry(transaction, audit);
  return 'written';
}
