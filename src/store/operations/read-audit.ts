import type { AuditRecord } from '../../model/audit-record.ts';
import { readAuditLink, type UnreadableRecord } from '../read-audit-link.ts';
import { auditColumns, type AuditRow } from '../rows/audit-row.ts';
import type { Transaction } from '../transaction.ts';

/** The records after a number, oldest first. */
export async function readAudit(
  transaction: Transaction,
  { after, limit }: { after: number; limit: number },
): Promise<readonly (AuditRecord | UnreadableRecord)[]> {
  const rows = await transaction.query<AuditRow>(
    `SELECT ${auditColumns} FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2`,
    [after, limit],
  );
  return rows.map(readAuditLink);
}
