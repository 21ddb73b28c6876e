import type { AuditKind, AuditRecord } from '../../model/audit-record.ts';
import type { JsonObject } from '../../model/json.ts';

/** Columns of `audit` as read. */
export interface AuditRow {
  seq: number;
  happened_at: number;
  kind: AuditKind;
  actor: string;
  mapped_user: string | null;
  incident_id: string | null;
  request_id: string | null;
  execution_id: string | null;
  digest: string | null;
  data: string;
  previous_hash: string;
  hash: string;
}

export const auditColumns =
  'seq, happened_at, kind, actor, mapped_user, incident_id, request_id, execution_id, digest, data, previous_hash, hash';

/** @throws {SyntaxError} when `data` is not JSON: somebody changed it. */
export function readAuditRecord(row: AuditRow): AuditRecord {
  return {
    seq: row.seq,
    at: row.happened_at,
    kind: row.kind,
    actor: row.actor,
    ...(row.mapped_user !== null && { user: row.mapped_user }),
    ...(row.incident_id !== null && { incidentId: row.incident_id }),
    ...(row.request_id !== null && { requestId: row.request_id }),
    ...(row.execution_id !== null && { executionId: row.execution_id }),
    ...(row.digest !== null && { digest: row.digest }),
    data: JSON.parse(row.data) as JsonObject,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
