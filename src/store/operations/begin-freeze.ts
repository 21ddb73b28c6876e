import type { AuditEntry } from '../../model/audit-record.ts';
import type { Freeze } from '../../model/freeze.ts';
import { appendAuditEntry } from '../steps/append-audit-entry.ts';
import type { Transaction } from '../transaction.ts';

/** Begins once, by its id. From the commit on no approval counts and no call begins where it holds. */
export async function beginFreeze(
  transaction: Transaction,
  freeze: Freeze,
  audit: AuditEntry,
): Promise<void> {
  const rows = await transaction.query(
    `INSERT INTO freezes (id, cluster, namespace, frozen_by, reason, started_at, ends_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      freeze.id,
      freeze.cluster,
      freeze.namespace,
      freeze.frozenBy,
      freeze.reason,
      freeze.startedAt,
      freeze.endsAt,
    ],
  );
  if (rows.length === 1) await appendAuditEntry(transaction, audit);
}
