import { appendAuditEntry } from '../steps/append-audit-entry.ts';
import type { Store, WriteResult } from '../store.ts';
import type { Transaction } from '../transaction.ts';

/** Conditional on what was recorded before: of two processes that start with the same change one records it. */
export async function recordSetting(
  transaction: Transaction,
  setting: Parameters<Store['recordSetting']>[0],
  audit: Parameters<Store['recordSetting']>[1],
): Promise<WriteResult> {
  const { name, hash, value, previousHash } = setting;
  const rows =
    previousHash === undefined
      ? await transaction.query(
          'INSERT INTO settings (name, hash, value) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING name',
          [name, hash, value],
        )
      : await transaction.query(
          'UPDATE settings SET hash = $2, value = $3 WHERE name = $1 AND hash = $4 RETURNING name',
          [name, hash, value, previousHash],
        );
  if (rows.length === 0) return 'conflict';
  await appendAuditEntry(transaction, audit);
  return 'written';
}
