import type { AuditRecord } from '../model/audit-record.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { readAuditRecord, type AuditRow } from './rows/audit-row.ts';

/** A row that cannot be a record as it was written. */
export interface UnreadableRecord {
  seq: number;
  unreadable: string;
}

/** Strict: the text of `data` must be the canonical one, byte for byte, and every column of the type that was written. */
export function readAuditLink(row: AuditRow): AuditRecord | UnreadableRecord {
  const changed = (unreadable: string) => ({ seq: row.seq, unreadable });
  const { seq, happened_at: at, kind, actor, data, previous_hash: previousHash, hash, ...optional } = row;
  const wrongType =
    [seq, at].some((value) => !Number.isSafeInteger(value)) ||
    [kind, actor, data, previousHash, hash].some((value) => typeof value !== 'string') ||
    Object.values(optional).some((value) => value !== null && typeof value !== 'string');
  if (wrongType) return changed('a column holds a value of another type than was written');
  try {
    const record = readAuditRecord(row);
    if (canonicalJson(record.data) === data) return record;
    return changed('its data is not in the canonical form in which it was written');
  } catch (error) {
    return changed(`its data is not JSON any more (${(error as Error).message})`);
  }
}
