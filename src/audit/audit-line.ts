import { canonicalJson } from '../model/canonical-json.ts';
import type { AuditRecord } from '../model/audit-record.ts';
import type { UnreadableRecord } from '../store/read-audit-link.ts';

const numbers = ['seq', 'at'] as const;
const texts = ['kind', 'actor', 'previousHash', 'hash'] as const;
const optionalTexts = ['user', 'incidentId', 'requestId', 'executionId', 'digest'] as const;
const names: ReadonlySet<string> = new Set([...numbers, ...texts, ...optionalTexts, 'data']);

/** One line of an export: the record's canonical JSON (RFC 8785), with its hash and the one before. */
export function writeAuditLine(record: AuditRecord): string {
  return canonicalJson(record);
}

/**
 * Strict: only what `writeAuditLine` writes is a record, byte for byte.
 * @param seq the number that is expected here, for a line that names none
 */
export function readAuditLine(line: string, seq: number): AuditRecord | UnreadableRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { seq, unreadable: `its line is not JSON (${(error as Error).message})` };
  }
  if (!isRecord(value)) return { seq, unreadable: 'its line is not a record as it was written' };
  if (canonicalJson(value) !== line) {
    return { seq: value.seq, unreadable: 'its line is not in the canonical form in which it was written' };
  }
  return value;
}

function isRecord(value: unknown): value is AuditRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const record = value as Record<string, unknown>;
  return (
    Object.keys(record).every((name) => names.has(name)) &&
    numbers.every((name) => Number.isSafeInteger(record[name])) &&
    texts.every((name) => typeof record[name] === 'string') &&
    optionalTexts.every((name) => record[name] === undefined || typeof record[name] === 'string') &&
    typeof record['data'] === 'object' &&
    record['data'] !== null &&
    !Array.isArray(record['data'])
  );
}
