import type { BreakGlass } from '../../model/break-glass.ts';
import { placeholders, type Transaction } from '../transaction.ts';

interface BreakGlassRow {
  request_id: string;
  person: string;
  mapped_user: string;
  reason: string;
  per_hour: number;
  reviewers: string;
  granted_at: number;
  expires_at: number;
  used_at: number | null;
}

/** The permissions that are recorded for these requests, by request. */
export async function readBreakGlass(
  transaction: Transaction,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, BreakGlass>> {
  const rows = await transaction.query<BreakGlassRow>(
    `SELECT request_id, person, mapped_user, reason, per_hour, reviewers, granted_at, expires_at, used_at FROM break_glass
     WHERE request_id IN (${placeholders(requestIds.length, 1)})`,
    requestIds,
  );
  return new Map(rows.map((row) => [row.request_id, readBreakGlassRow(row)]));
}

function readBreakGlassRow(row: BreakGlassRow): BreakGlass {
  return {
    person: row.person,
    user: row.mapped_user,
    reason: row.reason,
    perHour: row.per_hour,
    reviewers: JSON.parse(row.reviewers) as readonly string[],
    grantedAt: row.granted_at,
    expiresAt: row.expires_at,
    ...(row.used_at !== null && { usedAt: row.used_at }),
  };
}
