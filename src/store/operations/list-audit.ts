import type { AuditEntry } from '../../model/audit-record.ts';
import { auditColumns, readAuditRecord, type AuditRow } from '../rows/audit-row.ts';
import type { Transaction } from '../transaction.ts';

/** Newest first. */
export async function listAudit(
  transaction: Transaction,
  filter: { incidentId?: string; limit: number },
): Promise<readonly (AuditEntry & { seq: number; hash: string })[]> {
  const rows = await transaction.query<AuditRow>(
    `SELECT ${auditColumns} FROM audit WHERE (CAST($1 AS TEXT) IS NULL OR incident_id = $1)
     ORDER BY seq DESC LIMIT $2`,
    [filter.incidentId, filter.limit],
  );
  return rows.map(readAuditRecord);
}
